package io.kvmsdk.domain;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** A folder of the host that the guest can mount: libvirt's {@code <filesystem>}. */
@Value.Immutable
@SpecStyle
public abstract non-sealed class FilesystemSpec implements DeviceSpec {
  FilesystemSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  @Value.Default
  public FilesystemDriver driver() {
    return FilesystemDriver.VIRTIOFS;
  }

  /** The folder, absolute on the host. */
  public abstract String source();

  /** What the guest mounts it by: {@code mount -t virtiofs TARGET /mnt}. */
  public abstract String target();

  /** Only Plan 9 can refuse to be written to. */
  @Value.Default
  public boolean readOnly() {
    return false;
  }

  /** As {@code passthrough}, which virtiofs must have, {@code mapped} or {@code squash}. */
  @Value.Default
  public String accessMode() {
    return "passthrough";
  }

  /** The path of virtiofsd on the host; libvirt finds it where it is empty. */
  public abstract Optional<String> binary();

  @Override
  public abstract List<String> rawXml();

  @Value.Check
  void check() {
    Validation.of("filesystem", target())
        .require(source().startsWith("/"), "source must be an absolute path")
        .require(!target().isBlank(), "target must not be empty")
        .require(!readOnly() || driver() == FilesystemDriver.PLAN9, "virtiofs cannot be read-only")
        .require(
            accessMode().equals("passthrough") || driver() == FilesystemDriver.PLAN9,
            "virtiofs knows no accessMode but passthrough")
        .require(
            binary().isEmpty() || driver() == FilesystemDriver.VIRTIOFS,
            "only virtiofs has a binary")
        .text("source", source())
        .text("target", target())
        .rawXml(rawXml())
        .orThrow();
  }

  @Override
  public final FilesystemSpec withRawXml(List<String> rawXml) {
    return toBuilder().rawXml(rawXml).build();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link FilesystemSpec}. */
  public static final class Builder extends ImmutableFilesystemSpec.Builder {
    Builder() {}
  }
}
