package io.kvmsdk.domain;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** What a snapshot should be: libvirt's {@code <domainsnapshot>} document as a value. */
@Value.Immutable
@SpecStyle
public abstract class SnapshotSpec {
  SnapshotSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  /** Unique within the domain; also the last part of the names of overlays that libvirt makes. */
  public abstract String name();

  public abstract Optional<String> description();

  @Value.Default
  public SnapshotKind kind() {
    return SnapshotKind.INTERNAL;
  }

  /** Disks that are to be treated otherwise than {@link #kind} says of all that are written to. */
  public abstract List<SnapshotDisk> disks();

  /**
   * Where an external snapshot of a running domain keeps its memory, absolute on the host; only
   * disks are kept where it is empty. It goes with the snapshot. An internal one of a running
   * domain always has the memory.
   *
   * <p>With QEMU 7.2, a domain that was paused meanwhile must be resumed once before its images can
   * be merged, or its memory kept again.
   */
  public abstract Optional<String> memoryFile();

  /**
   * Whether the guest agent is to freeze the guest's file systems for the moment of an external
   * snapshot, so that they are clean in it. libvirt: {@code VIR_DOMAIN_SNAPSHOT_CREATE_QUIESCE}.
   */
  @Value.Default
  public boolean quiesce() {
    return false;
  }

  @Value.Check
  void check() {
    boolean external = kind() == SnapshotKind.EXTERNAL;
    Validation.of("snapshot", name())
        .name(name())
        .require(!name().startsWith("."), "the name must not begin with a dot")
        .text("description", description().orElse(""))
        .require(!quiesce() || external, "only an external snapshot can quiesce the guest")
        .require(
            !quiesce() || memoryFile().isEmpty(),
            "a snapshot that keeps the memory needs no quiescing")
        .require(memoryFile().isEmpty() || external, "an internal snapshot has no memoryFile")
        .require(
            memoryFile().map(f -> f.startsWith("/")).orElse(true),
            "memoryFile must be an absolute path on the host")
        .require(
            disks().stream().allMatch(this::fits),
            "a disk is internal, where the snapshot is " + kind() + ", or external the other way")
        .require(
            disks().stream().map(SnapshotDisk::target).distinct().count() == disks().size(),
            "a disk is named twice")
        .orThrow();
  }

  /** libvirt and QEMU mix the two kinds in no snapshot. */
  private boolean fits(SnapshotDisk disk) {
    return disk instanceof SnapshotDisk.Excluded
        || (disk instanceof SnapshotDisk.External) == (kind() == SnapshotKind.EXTERNAL);
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link SnapshotSpec}. */
  public static final class Builder extends ImmutableSnapshotSpec.Builder {
    Builder() {}
  }
}
