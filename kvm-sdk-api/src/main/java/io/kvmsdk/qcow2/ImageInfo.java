package io.kvmsdk.qcow2;

import io.kvmsdk.value.ByteSize;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What {@code qemu-img info --output=json} tells of an image (QAPI's {@code ImageInfo}), read from
 * its metadata alone. An image is described even if it is one that would not be read: encrypted,
 * corrupt, or with its data in another file, which is not opened.
 *
 * @param filename as it was given, or as the image above names it, resolved against that one's
 *     folder
 * @param virtualSize what the guest sees
 * @param actualSize that {@code filename} takes on its file system; empty where that cannot be told
 * @param encrypted with AES or LUKS
 * @param dirty whether reference counts may be behind
 * @param backingFilename just as recorded
 * @param fullBackingFilename that file; empty where the name is a protocol's address
 * @param backingFilenameFormat just as recorded
 * @param snapshots inside the image
 * @param qcow2 what only a qcow2 image has
 */
public record ImageInfo(
    Path filename,
    BackingFormat format,
    ByteSize virtualSize,
    Optional<ByteSize> actualSize,
    boolean encrypted,
    boolean dirty,
    Optional<String> backingFilename,
    Optional<Path> fullBackingFilename,
    Optional<String> backingFilenameFormat,
    List<QcowSnapshot> snapshots,
    Optional<QcowInfo> qcow2) {

  /**
   * Describes {@code file} alone.
   *
   * @param format of {@code file}; it is never guessed
   * @throws QcowFormatException if its metadata are not sound
   * @throws io.kvmsdk.error.NotFoundException if it is missing
   */
  public static ImageInfo of(Path file, BackingFormat format) {
    InfoReader reader = new InfoReader();
    if (format == BackingFormat.RAW) {
      reader.raw(file);
    } else {
      reader.qcow2(file);
    }
    return reader.infos().get(0);
  }

  /**
   * Describes {@code file} and all below it, from the top down, as with {@code --backing-chain}.
   *
   * @throws QcowFormatException if an image is not sound, or the chain comes back to one of them
   * @throws io.kvmsdk.error.UnsupportedException if a backing file's format is not stated or not
   *     known, its name a protocol's address, or its place or depth not within {@code options}
   * @throws io.kvmsdk.error.NotFoundException if a file is missing
   */
  public static List<ImageInfo> chain(Path file, BackingFormat format, ChainOptions options) {
    InfoReader reader = new InfoReader();
    BackingChain.walk(file, format, options, reader);
    return reader.infos();
  }
}
