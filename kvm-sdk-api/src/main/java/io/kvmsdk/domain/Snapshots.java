package io.kvmsdk.domain;

import io.kvmsdk.error.NotFoundException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The snapshots of one domain, which are a tree: each was taken after another, or is a root. */
public interface Snapshots {
  /**
   * Takes a snapshot, whole or not at all. An internal one of a running domain has its memory, and
   * pauses it for as long as writing that takes; an external one has the disks alone, unless given
   * a {@link SnapshotSpec#memoryFile}. libvirt: {@code virDomainSnapshotCreateXML}.
   *
   * @throws io.kvmsdk.error.AlreadyExistsException if the domain has one of that name
   * @throws io.kvmsdk.error.UnsupportedException for an internal one, if a disk is no qcow2 image
   */
  Snapshot create(SnapshotSpec spec);

  /** As {@link #create(SnapshotSpec)}, with the spec built in place. */
  default Snapshot create(Consumer<SnapshotSpec.Builder> spec) {
    SnapshotSpec.Builder builder = SnapshotSpec.builder();
    spec.accept(builder);
    return create(builder.build());
  }

  Optional<Snapshot> find(String name);

  /**
   * The snapshot of that name.
   *
   * @throws NotFoundException if the domain has none of that name
   */
  Snapshot get(String name);

  /** All of them, each after its parent. */
  List<Snapshot> list();

  /** The one that the next would have as its parent. */
  Optional<Snapshot> current();
}
