package io.kvmsdk.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Content that can be read at any offset. */
@FunctionalInterface
public interface ReadAt {
  /** Fills {@code dst} with the bytes from {@code offset} on; past the end they are zeros. */
  void read(long offset, ByteBuffer dst) throws IOException;

  /** Bytes at hand, which are not copied. */
  static ReadAt of(byte[] content) {
    return (offset, dst) -> {
      int at = (int) Math.min(offset, content.length);
      dst.put(content, at, Math.min(dst.remaining(), content.length - at));
      dst.put(new byte[dst.remaining()]);
    };
  }

  /** The content of an open file, or block device. */
  static ReadAt of(FileChannel channel) {
    return (offset, dst) -> {
      long at = offset;
      while (dst.hasRemaining()) {
        int n = channel.read(dst, at);
        if (n < 0) {
          dst.put(new byte[dst.remaining()]);
        }
        at += n;
      }
    };
  }
}
