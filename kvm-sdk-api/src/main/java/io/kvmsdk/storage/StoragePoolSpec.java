package io.kvmsdk.storage;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.immutables.value.Value;

/** What a storage pool should be: libvirt's {@code <pool>} document as a value. */
@Value.Immutable
@SpecStyle
public abstract class StoragePoolSpec {
  StoragePoolSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  /** A pool of files in the host's folder {@code path}, absolute on the host. */
  public static StoragePoolSpec dir(String name, String path) {
    return builder().name(name).target(path).build();
  }

  public abstract String name();

  /** libvirt makes one up where it is empty. */
  public abstract Optional<UUID> uuid();

  @Value.Default
  public PoolSource source() {
    return PoolSource.dir();
  }

  /** libvirt's name for what {@link #source} is. */
  public StoragePoolType type() {
    return source().type();
  }

  /**
   * The absolute path on the host where volumes appear. To be given for folders, which libvirt
   * makes when the pool is built, and into which it mounts; {@code /dev/VOLUME_GROUP}, {@code /dev}
   * or {@code /dev/disk/by-path} by default where volumes are devices; empty for RBD, whose volumes
   * are nowhere on the host.
   */
  @Value.Default
  public String target() {
    if (source() instanceof PoolSource.Logical logical) {
      return "/dev/" + logical.volumeGroup();
    }
    return switch (type()) {
      case DISK -> "/dev";
      case ISCSI -> "/dev/disk/by-path";
      default -> "";
    };
  }

  /** Whether the host starts the pool when it boots. */
  @Value.Default
  public boolean autostart() {
    return true;
  }

  /** Elements to add to the document as they are, each a well-formed element. */
  public abstract List<String> rawXml();

  @Value.Check
  void check() {
    Validation validation =
        Validation.of("storage pool", name())
            .name(name())
            .require(
                type() == StoragePoolType.RBD ? target().isEmpty() : target().startsWith("/"),
                type() == StoragePoolType.RBD
                    ? "an RBD pool has no target"
                    : "target must be an absolute path on the host")
            .text("target", target())
            .rawXml(rawXml());
    new PoolSourceCheck(validation).check(source());
    validation.orThrow();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link StoragePoolSpec}. */
  public static final class Builder extends ImmutableStoragePoolSpec.Builder {
    Builder() {}
  }
}
