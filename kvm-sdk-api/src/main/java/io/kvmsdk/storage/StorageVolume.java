package io.kvmsdk.storage;

import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.qcow2.QcowDisk;
import io.kvmsdk.value.ByteSize;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A handle on one storage volume, known by its pool and name. A golden image that something lies
 * over is neither changed nor deleted: each call that would throws {@link
 * io.kvmsdk.error.ConflictException}, with the names of all that need it.
 */
public interface StorageVolume {
  String pool();

  String name();

  /** Where the host finds it: a file's absolute path, for a pool of type dir. */
  String path();

  /**
   * The same file or block device as this process sees it; empty where the host is, or may be,
   * another machine, and where this process may not read it.
   */
  Optional<Path> localPath();

  StorageVolumeInfo info();

  StorageVolumeSpec spec();

  String xml();

  /** Deletes the volume and its content. */
  void delete();

  /**
   * Makes a full copy, which stands alone: of an overlay, with all that lies below it. Half a copy
   * is removed. libvirt: {@code virStorageVolCreateXMLFrom}, which tells nothing of how far it is,
   * so that {@code listener} hears of one step.
   *
   * @throws io.kvmsdk.error.AlreadyExistsException if the name is taken
   * @throws io.kvmsdk.error.NoSpaceException if the pool cannot hold the copy
   * @throws io.kvmsdk.error.UnsupportedException if a reflink was insisted on, and cannot be
   */
  StorageVolume clone(VolumeCloneSpec spec, ProgressListener listener);

  /** As {@link #clone(VolumeCloneSpec, ProgressListener)}, with the spec built in place. */
  default StorageVolume clone(Consumer<VolumeCloneSpec.Builder> spec) {
    VolumeCloneSpec.Builder builder = VolumeCloneSpec.builder();
    spec.accept(builder);
    return clone(builder.build(), ProgressListener.NONE);
  }

  /** A full copy of that name in the same pool. */
  default StorageVolume clone(String name) {
    return clone(VolumeCloneSpec.named(name), ProgressListener.NONE);
  }

  /**
   * Changes what a guest sees to {@code capacity}. libvirt: {@code virStorageVolResize}, for
   * volumes that no running guest has; those are {@code virDomainBlockResize}'s.
   *
   * @throws io.kvmsdk.error.InvalidSpecException if that is less than it has now, and {@link
   *     ResizeFlag#SHRINK} was not given; or less than it takes up, which libvirt refuses always
   */
  void resize(ByteSize capacity, ResizeFlag... flags);

  /**
   * Overwrites the content, after which it is raw: of a qcow2 volume, the image's own bytes are
   * overwritten. libvirt: {@code virStorageVolWipePattern}.
   *
   * @throws io.kvmsdk.error.KvmException if the host lacks what {@code algorithm} needs
   */
  void wipe(WipeAlgorithm algorithm);

  /** Overwrites the content with zeros. libvirt: {@code virStorageVolWipe}. */
  default void wipe() {
    wipe(WipeAlgorithm.ZERO);
  }

  /**
   * Writes bytes into the volume, from its {@code offset}th on, through the connection: to this
   * machine or to a remote host alike. The bytes are those of the image file, not of the disk in
   * it.
   *
   * <p>Runs of zeros are not sent, and become holes, where the volume is known to hold nothing yet
   * and the connection can ({@code VIR_STORAGE_VOL_UPLOAD_SPARSE_STREAM}). Elsewhere they are sent:
   * libvirt itself would leave there what was there before.
   *
   * @param length how many bytes of {@code source} to send, from its {@code offset}th on as well
   * @throws io.kvmsdk.error.NoSpaceException if the pool is full; the volume holds a part then
   */
  void upload(
      Path source, long offset, long length, ProgressListener listener, UploadOption... options);

  /** Writes the whole of {@code source} into the volume. */
  void upload(Path source, ProgressListener listener, UploadOption... options);

  /**
   * Writes {@code disk}, as its guest sees it, into this raw volume, as of a pool of type logical,
   * and reads it back to compare. A block device of this machine is written by {@link
   * io.kvmsdk.qcow2.BlockDevice#importDisk}, any other volume through the connection. What lies
   * beyond the disk's end stays.
   *
   * @throws io.kvmsdk.error.InvalidSpecException if the volume is smaller than {@code disk}, or not
   *     raw
   * @throws io.kvmsdk.error.ConflictException if it is in use, or does not hold afterwards what was
   *     written
   */
  void importDisk(QcowDisk disk, ProgressListener listener);

  /** Reads the volume's first {@code length} bytes, or fewer where it is shorter. */
  byte[] read(long offset, int length);

  /**
   * Copies the volume's image into a new local file. Where the connection can ({@code
   * VIR_STORAGE_VOL_DOWNLOAD_SPARSE_STREAM}), holes are not sent, and are holes again.
   */
  void download(Path target, ProgressListener listener);
}
