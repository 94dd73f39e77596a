package io.kvmsdk.domain;

import java.util.Objects;
import java.util.Optional;

/** What a snapshot does with one disk: libvirt's {@code <disk>} in {@code <domainsnapshot>}. */
public sealed interface SnapshotDisk {
  /** The disk's name in libvirt, as {@code vda}. */
  String target();

  static SnapshotDisk internal(String target) {
    return new Internal(target);
  }

  /** With an overlay next to the disk's image, which libvirt names after the snapshot. */
  static SnapshotDisk external(String target) {
    return new External(target, Optional.empty());
  }

  /** With the overlay {@code file}, absolute on the host, where nothing may be yet. */
  static SnapshotDisk external(String target, String file) {
    return new External(target, Optional.of(file));
  }

  static SnapshotDisk excluded(String target) {
    return new Excluded(target);
  }

  /** Kept inside its qcow2 image. */
  record Internal(String target) implements SnapshotDisk {
    public Internal {
      Objects.requireNonNull(target);
    }
  }

  /**
   * Kept in its present image, below a new overlay.
   *
   * @param file the overlay's path on the host
   */
  record External(String target, Optional<String> file) implements SnapshotDisk {
    public External {
      Objects.requireNonNull(target);
      Objects.requireNonNull(file);
    }
  }

  /** Not part of the snapshot; reverting leaves it as it then is. */
  record Excluded(String target) implements SnapshotDisk {
    public Excluded {
      Objects.requireNonNull(target);
    }
  }
}
