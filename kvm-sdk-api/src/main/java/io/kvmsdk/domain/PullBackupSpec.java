package io.kvmsdk.domain;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import io.kvmsdk.storage.VolumeFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.immutables.value.Value;

/**
 * What others may read, and where: libvirt's {@code <domainbackup mode='pull'>} document as a
 * value.
 */
@Value.Immutable
@SpecStyle
public abstract class PullBackupSpec {
  PullBackupSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  public abstract BackupServer server();

  /**
   * The disks; all that are written to where it is empty. Scratch that is left open lies next to
   * the disk's image, if that is a file.
   */
  public abstract List<BackupDisk> disks();

  /**
   * The checkpoint since which the exports' bitmaps tell what was written; no bitmaps where it is
   * empty. The exports always show whole disks.
   */
  public abstract Optional<String> since();

  /** A checkpoint that is made at the same moment, for the next backup to begin at. */
  public abstract Optional<CheckpointSpec> checkpoint();

  @Value.Check
  void check() {
    Validation validation =
        Validation.of("backup", server().toString())
            .require(
                !(server() instanceof BackupServer.Unix unix) || unix.socket().startsWith("/"),
                "the socket must be an absolute path on the host")
            .require(
                !(server() instanceof BackupServer.Tcp tcp)
                    || (tcp.port() >= 1 && tcp.port() <= 65535),
                "the port must be 1 to 65535")
            .require(
                disks().stream().allMatch(d -> d.format() == VolumeFormat.QCOW2),
                "scratch is always QCOW2");
    BackupChecks.add(validation, disks(), checkpoint());
    validation.orThrow();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link PullBackupSpec}. */
  public static final class Builder extends ImmutablePullBackupSpec.Builder {
    Builder() {}

    /** As {@link #checkpoint(CheckpointSpec)}, with the spec built in place. */
    public Builder checkpoint(Consumer<CheckpointSpec.Builder> spec) {
      CheckpointSpec.Builder builder = CheckpointSpec.builder();
      spec.accept(builder);
      return checkpoint(builder.build());
    }

    /** As {@link #checkpoint(CheckpointSpec)}, with a name alone. */
    public Builder checkpoint(String name) {
      return checkpoint(CheckpointSpec.builder().name(name).build());
    }
  }
}
