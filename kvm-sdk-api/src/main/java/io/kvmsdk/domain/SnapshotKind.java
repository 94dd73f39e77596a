package io.kvmsdk.domain;

/** Where a snapshot keeps what the disks held. libvirt: the attribute {@code snapshot}. */
public enum SnapshotKind {
  /** Inside the qcow2 images; of a running domain its memory, too. The domain pauses meanwhile. */
  INTERNAL,
  /** In the present images, which are written no more: each disk gets an overlay of its own. */
  EXTERNAL
}
