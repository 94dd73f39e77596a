package io.kvmsdk.iso.internal.ecma119;

import io.kvmsdk.iso.error.IsoFormatException;
import java.nio.ByteBuffer;

/** The bytes of an image, whether they lie in a file or are still being planned. */
public interface ImageBytes {
  /** The logical block and sector size; other sizes are legal on paper and unknown in the wild. */
  int BLOCK = 2048;

  /** What messages call the image. */
  String name();

  /** In bytes. */
  long length();

  /** Fills {@code target} from {@code offset} on; the caller has checked the range. */
  void read(long offset, ByteBuffer target);

  /**
   * Reads a range that the image itself has asked for.
   *
   * @param clause where the standard defines what is read, for the message
   * @throws IsoFormatException if the range is not inside the image
   */
  default byte[] bytes(long offset, int length, String clause) {
    checkRange(offset, length, clause);
    byte[] bytes = new byte[length];
    read(offset, ByteBuffer.wrap(bytes));
    return bytes;
  }

  /**
   * Refuses a range that is not inside the image.
   *
   * @throws IsoFormatException if it is not
   */
  default void checkRange(long offset, long length, String clause) {
    if (offset < 0 || length < 0 || offset > length() - length) {
      throw broken(
          offset,
          clause,
          length + " bytes are said to lie here, but the image ends at " + length());
    }
  }

  /** The exception for a fault at {@code offset}. */
  default IsoFormatException broken(long offset, String clause, String problem) {
    return new IsoFormatException(name(), offset, clause, problem);
  }

  /** How many blocks hold {@code bytes} bytes. */
  static long blocks(long bytes) {
    return (bytes + BLOCK - 1) / BLOCK;
  }
}
