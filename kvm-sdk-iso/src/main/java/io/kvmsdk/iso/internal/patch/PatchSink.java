package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.iso.internal.patch.NewImage.Difference;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;

/** Writes differences over an image. */
public final class PatchSink {
  private static final int CHUNK = 1 << 18;

  private PatchSink() {}

  /** Writes only the differences. */
  public static void writeDifferences(List<Difference> differences, FileChannel out)
      throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    for (Difference d : differences) {
      for (long done = 0; done < d.length(); done += CHUNK) {
        chunk.clear().limit((int) Math.min(CHUNK, d.length() - done));
        d.content().read(d.contentOffset() + done, chunk);
        writeFully(out, d.offset() + done, chunk.flip());
      }
    }
  }

  /** Lets the file end at {@code length}, with zeros where nothing was written. */
  public static void extend(FileChannel out, long length) throws IOException {
    if (out.size() < length) {
      writeFully(out, length - 1, ByteBuffer.allocate(1));
    }
  }

  public static void writeFully(FileChannel out, long offset, ByteBuffer bytes) throws IOException {
    long at = offset;
    while (bytes.hasRemaining()) {
      at += out.write(bytes, at);
    }
  }
}
