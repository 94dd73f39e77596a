package io.kvmsdk.storage;

import io.kvmsdk.progress.ProgressListener;
import java.nio.file.Path;

/** A handle on one storage volume, known by its pool and name. */
public interface StorageVolume {
  String pool();

  String name();

  /** Where the host finds it: a file's absolute path, for a pool of type dir. */
  String path();

  StorageVolumeInfo info();

  StorageVolumeSpec spec();

  String xml();

  /** Deletes the volume and its content. */
  void delete();

  /**
   * Grows the volume to {@code capacity}. libvirt: {@code virStorageVolResize}.
   *
   * @throws io.kvmsdk.error.InvalidSpecException if that is less than it has now
   */
  void resize(io.kvmsdk.value.ByteSize capacity);

  /**
   * Writes bytes into the volume, from its {@code offset}th on, through the connection: to this
   * machine or to a remote host alike. The bytes are those of the image file, not of the disk in
   * it.
   *
   * @param length how many bytes of {@code source} to send, from its {@code offset}th on as well
   */
  void upload(Path source, long offset, long length, ProgressListener listener);

  /** Writes the whole of {@code source} into the volume. */
  void upload(Path source, ProgressListener listener);

  /** Reads the volume's first {@code length} bytes, or fewer where it is shorter. */
  byte[] read(long offset, int length);

  /** Copies the volume's image into a new local file. */
  void download(Path target, ProgressListener listener);
}
