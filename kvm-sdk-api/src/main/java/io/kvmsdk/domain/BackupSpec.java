package io.kvmsdk.domain;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import io.kvmsdk.storage.VolumeFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.immutables.value.Value;

/**
 * What QEMU copies, and where to: libvirt's {@code <domainbackup mode='push'>} document as a value.
 *
 * <p>The copy of an incremental backup holds what was written since, and nothing else. It reads as
 * the disk did once it lies over the copy before it: made so by {@link BackupDisk#over(String)}, or
 * put there by {@code QcowImage.rebaseUnsafe}, or {@code qemu-img rebase -u}.
 */
@Value.Immutable
@SpecStyle
public abstract class BackupSpec {
  BackupSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  /** The disks; all that are written to, into {@link #folder}, where it is empty. */
  public abstract List<BackupDisk> disks();

  /**
   * The host's folder, which is there already, for disks whose image is left open: {@code
   * vda.qcow2} and so on.
   */
  public abstract Optional<String> folder();

  /** The checkpoint since which what was written is wanted; whole disks where it is empty. */
  public abstract Optional<String> since();

  /** A checkpoint that is made at the same moment, for the next backup to begin at. */
  public abstract Optional<CheckpointSpec> checkpoint();

  /**
   * Whether the images are there already, of the format and size that are needed, as overlays of
   * the copies before them. libvirt: {@code VIR_DOMAIN_BACKUP_BEGIN_REUSE_EXTERNAL}. They stay when
   * the backup fails.
   */
  @Value.Default
  public boolean reuse() {
    return false;
  }

  @Value.Check
  void check() {
    Validation validation =
        Validation.of("backup", folder().orElse(""))
            .require(
                !disks().isEmpty() || folder().isPresent(), "neither disks nor a folder are given")
            .require(
                folder().isPresent() || disks().stream().allMatch(d -> d.image().isPresent()),
                "without a folder each disk needs an image")
            .require(
                folder().map(f -> f.startsWith("/")).orElse(true),
                "the folder must be an absolute path on the host")
            .require(
                disks().stream()
                    .filter(d -> d.over().isPresent())
                    .allMatch(d -> d.format() == VolumeFormat.QCOW2 && !d.block() && !reuse()),
                "only a new qcow2 file is made over another copy")
            .require(
                disks().stream().flatMap(d -> d.over().stream()).allMatch(o -> o.startsWith("/")),
                "the copy below must be an absolute path on the host");
    BackupChecks.add(validation, disks(), checkpoint());
    validation.orThrow();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link BackupSpec}. */
  public static final class Builder extends ImmutableBackupSpec.Builder {
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
