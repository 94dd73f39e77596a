package io.kvmsdk.iso.internal.tree;

import io.kvmsdk.iso.internal.ecma119.DirectoryRecord;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;

/** The data of a file, front to back. */
public final class NodeStream extends InputStream {
  private final Extents extents;
  private long position;

  /** Every extent is checked before the first byte is read. */
  public NodeStream(ImageBytes image, List<DirectoryRecord> records, long shift) {
    this.extents = new Extents(image, records, shift);
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    int count = extents.read(position, ByteBuffer.wrap(target, offset, length));
    position += Math.max(0, count);
    return count;
  }

  @Override
  public long skip(long count) {
    long skipped = Math.max(0, Math.min(count, extents.size() - position));
    position += skipped;
    return skipped;
  }

  @Override
  public int available() {
    return (int) Math.min(extents.size() - position, Integer.MAX_VALUE);
  }
}
