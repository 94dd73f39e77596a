package io.kvmsdk.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Reads a table of entries of various lengths, whose end is only known once it is read. */
final class TableCursor {
  /** For all entries; 65536 snapshots with names of common lengths need less. */
  private static final int LONGEST = 16 << 20;

  private final Path file;
  private final FileChannel channel;
  private final String clause;
  private final long start;
  private final long end;
  private long at;

  /**
   * @param length that the table has at most, so far as is known
   */
  TableCursor(Path file, FileChannel channel, String clause, long start, long length)
      throws IOException {
    this.file = file;
    this.channel = channel;
    this.clause = clause;
    this.start = start;
    this.at = start;
    this.end = Math.min(channel.size(), start + Math.min(length, LONGEST));
  }

  /** The next {@code length} bytes. */
  ByteBuffer take(long length) throws IOException {
    if (start < 0 || length > end - at) {
      throw broken("the table lies beyond the end of the file, or is longer than 16 MiB");
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) length);
    ReadAt.of(channel).read(at, bytes);
    at += length;
    return bytes.flip();
  }

  String text(int length) throws IOException {
    return StandardCharsets.UTF_8.decode(take(length)).toString();
  }

  /** Goes on at the next multiple of 8 bytes, where entries begin. */
  void align() {
    at = at + 7 & ~7L;
  }

  QcowFormatException broken(String problem) {
    return new QcowFormatException(file, at, clause, problem);
  }
}
