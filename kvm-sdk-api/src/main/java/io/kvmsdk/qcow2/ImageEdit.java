package io.kvmsdk.qcow2;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * An image that is changed in place, locked against everybody else. Whatever is new is written
 * where nothing was, and synced; then the header, in one write within its first page, makes it the
 * image's; then what was replaced is given back. So a crash at any moment leaves the old image or
 * the new one, and at worst clusters that leak.
 */
final class ImageEdit {
  private final Path file;
  private final FileChannel channel;
  private final QcowHeader header;

  ImageEdit(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    this.header = HeaderReader.read(file, channel);
  }

  /** What is done to an image. */
  @FunctionalInterface
  interface Change {
    void apply(ImageEdit image) throws IOException;
  }

  /**
   * @param action as "resizing the qcow2 image"
   */
  static void change(String action, Path file, InUse inUse, Change change) {
    try (ImageLock lock = ImageLock.open(file, inUse)) {
      ImageEdit image = new ImageEdit(file, lock.channel());
      image.refuseUnsafe();
      change.apply(image);
    } catch (IOException e) {
      throw FileErrors.explain(action, file, e);
    }
  }

  private void refuseUnsafe() {
    if (header.has(QcowFeature.CORRUPT) || header.has(QcowFeature.DIRTY)) {
      String mark = header.has(QcowFeature.CORRUPT) ? "corrupt" : "dirty";
      throw new ConflictException(
          subject(),
          "it is marked " + mark + ", and must not be written to",
          "Repair it: qemu-img check -r all " + file);
    }
    refuseIf(
        header.has(QcowFeature.EXTERNAL_DATA_FILE), "its data lies in another file that it names");
  }

  void refuseIf(boolean condition, String problem) {
    if (condition) {
      throw new UnsupportedException(subject(), "it cannot be changed here: " + problem, "");
    }
  }

  Subject subject() {
    return Subject.of("qcow2 image", file);
  }

  Path file() {
    return file;
  }

  QcowHeader header() {
    return header;
  }

  FileChannel channel() {
    return channel;
  }

  /** The bytes from {@code offset} on; past the end of the file they are zeros. */
  ByteBuffer read(long offset, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    ReadAt.of(channel).read(offset, bytes);
    return bytes.flip();
  }

  void write(long offset, ByteBuffer bytes) throws IOException {
    ImageFiles.writeAt(channel, offset, bytes);
  }

  /** What was written before is on the disk before what is written after. */
  void sync() throws IOException {
    channel.force(false);
  }
}
