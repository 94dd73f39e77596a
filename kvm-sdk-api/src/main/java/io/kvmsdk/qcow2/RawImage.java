package io.kvmsdk.qcow2;

import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.spec.Validation;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** What can be done to a raw image in place. */
public final class RawImage {
  private static final int SECTOR = 512;

  private RawImage() {}

  /**
   * Grows an image in place, by a hole, as {@code qemu-img resize} does; nobody may have it open.
   *
   * @param size what the guest is to see: a multiple of 512 bytes, no less than now
   * @throws InvalidSpecException if {@code size} is less than now, or not such
   * @throws io.kvmsdk.error.ConflictException if the image is in use
   * @throws UnsupportedException if it is a block device, whose size is not in its content
   */
  public static void resize(Path file, ByteSize size) {
    try {
      if (ImageFiles.isBlockDevice(file)) {
        throw new UnsupportedException(
            Subject.of("raw image", file),
            "it is a block device",
            "Grow the logical volume, partition or disk behind it");
      }
      try (ImageLock lock = ImageLock.open(file, InUse.REFUSE)) {
        grow(file, lock.channel(), size.bytes());
      }
    } catch (IOException e) {
      throw FileErrors.explain("resizing the raw image", file, e);
    }
  }

  private static void grow(Path file, FileChannel channel, long size) throws IOException {
    long now = channel.size();
    Validation v = Validation.of("raw image", file.toString());
    v.require(size % SECTOR == 0, "size must be a multiple of 512 bytes, not " + size);
    v.require(size >= now, "it cannot shrink from " + now + " to " + size + " bytes");
    v.orThrow();
    if (size > now) {
      RawTarget.grow(channel, size);
      channel.force(true);
    }
  }
}
