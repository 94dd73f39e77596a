package io.kvmsdk.domain;

import io.kvmsdk.progress.ProgressListener;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A handle on one snapshot of a domain, known by its name. */
public interface Snapshot {
  String name();

  /** What libvirt has on record of it. libvirt: {@code virDomainSnapshotGetXMLDesc}. */
  SnapshotInfo info();

  /** libvirt's document for it, which holds the domain's as it then was. */
  String xml();

  /** Whether the next snapshot would have this one as its parent. */
  boolean current();

  /** The snapshot that this one was taken after. */
  Optional<Snapshot> parent();

  /** The snapshots that were taken after this one, with none between. */
  List<Snapshot> children();

  /** As {@link #revert(RevertTo)}, to what the domain did when the snapshot was taken. */
  default void revert() {
    revert(RevertTo.AS_TAKEN);
  }

  /**
   * Takes the domain back to the snapshot: what its disks and memory held since is lost. libvirt:
   * {@code virDomainRevertToSnapshot}.
   *
   * @throws io.kvmsdk.error.ConflictException if the domain has checkpoints: the disks would no
   *     longer be what was noted since
   * @throws io.kvmsdk.error.UnsupportedException for an external snapshot, where libvirt is older
   *     than 9.9
   */
  void revert(RevertTo state);

  /** As {@link #delete(ProgressListener, Duration)}, within an hour and telling nobody. */
  default void delete() {
    delete(ProgressListener.NONE, Duration.ofHours(1));
  }

  /**
   * Deletes the snapshot; the domain stays as it is, and its snapshot's children become those of
   * its parent. What an external one has in overlays is merged into the images below, and the
   * overlays are removed: of the newest snapshot of a running domain by {@code
   * virDomainBlockCommit}, which this call watches over, of any other by {@code
   * virDomainSnapshotDelete}, which libvirt has for them since 9.0, and which is not aborted at the
   * deadline.
   *
   * <p>A merge that was given up leaves the domain on its overlays, with nothing lost; the image
   * below may then hold part of what is newer, so that the snapshot is only good for deleting.
   *
   * @param listener hears of each disk's merge, in bytes
   * @throws io.kvmsdk.error.ConflictException if another volume or domain lies over an image that
   *     would be written to
   * @throws io.kvmsdk.error.TimedOutException if merging took longer; it has been given up
   */
  void delete(ProgressListener listener, Duration atMost);

  /** Deletes what was taken after this snapshot, youngest first, then this one. */
  void deleteTree(ProgressListener listener, Duration atMost);

  /**
   * Makes libvirt forget the snapshot; the images stay as they are. libvirt: {@code
   * VIR_DOMAIN_SNAPSHOT_DELETE_METADATA_ONLY}.
   */
  void forget();
}
