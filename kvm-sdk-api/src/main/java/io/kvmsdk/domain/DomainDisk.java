package io.kvmsdk.domain;

import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.value.ByteSize;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A handle on one disk of a domain, known by its name in libvirt. What is long blocks until it is
 * done; given up, it leaves the disk as it was.
 */
public interface DomainDisk {
  /** As {@code vda}. */
  String target();

  /**
   * The paths on the host of the images that the disk is read through: its own first, then what
   * lies below. Of a domain that does not run, those below are known only where they are volumes of
   * active pools, or files of this machine. Empty for a drive without a medium.
   */
  List<String> chain();

  /** Sizes as of now. libvirt: {@code virDomainGetBlockInfo}. */
  DomainDiskInfo info();

  /**
   * Grows the disk to {@code capacity}: live by {@code virDomainBlockResize}; else by {@code
   * virStorageVolResize}, or in this process where its image is a file of this machine in no pool.
   * A guest that runs sees the new size, but its partitions stay.
   *
   * @throws io.kvmsdk.error.InvalidSpecException if it is larger now: data would be lost
   * @throws io.kvmsdk.error.ConflictException if the domain has a managed save, which holds the old
   *     size; or is off, and its image belongs to no active pool of a host that may be another
   *     machine, or is a file here that somebody has open
   */
  void resize(ByteSize capacity);

  /**
   * Lets a {@link DomainEvent.BlockThreshold} tell that the guest has written beyond {@code mark}:
   * a thin volume can then be grown in time. The mark is then gone; set the next one. libvirt,
   * which tells it under the disk's name and again under its image's, as {@code vda[1]}: {@code
   * virDomainSetBlockThreshold}.
   *
   * @param mark counted in the image, not in the disk; 0 takes the mark back
   * @throws io.kvmsdk.error.ConflictException if the domain does not run
   */
  void writeThreshold(ByteSize mark);

  /** What is being done with its images. libvirt: {@code virDomainGetBlockJobInfo}. */
  Optional<BlockJob> blockJob();

  /**
   * Gives up what is being done with its images, if anything, and waits until that has ended.
   * libvirt: {@code virDomainBlockJobAbort}.
   */
  void abortBlockJob();

  /** As {@link #blockPull(ProgressListener, Duration)}, within an hour and telling nobody. */
  default void blockPull() {
    blockPull(ProgressListener.NONE, Duration.ofHours(1));
  }

  /**
   * Flattens the disk while the domain runs: copies into its own image all that lies below, until
   * it needs nothing below. libvirt: {@code virDomainBlockPull}.
   *
   * @param listener is told in bytes of the disk
   * @throws io.kvmsdk.error.ConflictException if the domain does not run, or something is being
   *     done with the disk already
   * @throws io.kvmsdk.error.TimedOutException if it took longer; it has been given up, and what was
   *     copied takes up room until it is done again
   */
  void blockPull(ProgressListener listener, Duration atMost);

  /** As {@link #blockCommit(String, ProgressListener, Duration)}, within an hour. */
  default void blockCommit(String into) {
    blockCommit(into, ProgressListener.NONE, Duration.ofHours(1));
  }

  /**
   * Merges the disk's own image, and all down to {@code into}, into that one, while the domain
   * runs, and makes it the disk's own. The images above stay on the host, and nothing uses them.
   * libvirt: {@code virDomainBlockCommit}, active, then {@code VIR_DOMAIN_BLOCK_JOB_ABORT_PIVOT}.
   *
   * @param into one of {@link #chain} but the first
   * @throws io.kvmsdk.error.InvalidSpecException if {@code into} is not below the disk's own image
   * @throws io.kvmsdk.error.ConflictException if the domain does not run, if another volume or
   *     domain lies over an image from {@code into} upwards, or if a snapshot is on record that
   *     needs one: delete that, which merges as well
   * @throws io.kvmsdk.error.TimedOutException if it took longer; it has been given up, and the disk
   *     is on its own image as before
   */
  void blockCommit(String into, ProgressListener listener, Duration atMost);

  /** As {@link #blockCopy(BlockCopySpec, ProgressListener, Duration)}, within an hour. */
  default void blockCopy(BlockCopySpec spec) {
    blockCopy(spec, ProgressListener.NONE, Duration.ofHours(1));
  }

  /** As {@link #blockCopy(BlockCopySpec)}, with the spec built in place. */
  default void blockCopy(Consumer<BlockCopySpec.Builder> spec) {
    BlockCopySpec.Builder builder = BlockCopySpec.builder();
    spec.accept(builder);
    blockCopy(builder.build());
  }

  /**
   * Copies the disk while the domain runs, and lets the domain go on on the copy: so a disk moves
   * to another pool, file, device or format, and its guest does not notice. The image that it was
   * on stays as it was then. libvirt: {@code virDomainBlockCopy}, then {@code
   * VIR_DOMAIN_BLOCK_JOB_ABORT_PIVOT}.
   *
   * @param listener is told in bytes of the disk
   * @throws io.kvmsdk.error.AlreadyExistsException if the destination is there and is not to be
   *     reused, or somebody needs it as it is
   * @throws io.kvmsdk.error.ConflictException if the domain does not run, if something is being
   *     done with the disk already, or if a snapshot is on record that needs its images; also if
   *     the destination is a file in no active pool's folder on what may be another machine, where
   *     it could not be removed
   * @throws io.kvmsdk.error.UnsupportedException if the image is encrypted: the copy would not be
   * @throws io.kvmsdk.error.TimedOutException if it took longer; it has been given up, the disk is
   *     on its own image as before, and the copy is removed, unless it was to be reused
   */
  void blockCopy(BlockCopySpec spec, ProgressListener listener, Duration atMost);
}
