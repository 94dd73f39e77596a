package io.kvmsdk.iso.internal.tree;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/** The data of a file from begin to end. */
public final class NodeStream extends InputStream {
  private final FileData data;
  private long at;

  public NodeStream(FileData data) {
    this.data = data;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, target.length);
    int count = (int) Math.min(data.size() - at, length);
    if (length == 0 || count == 0) {
      return length == 0 ? 0 : -1;
    }
    data.read(at, ByteBuffer.wrap(target, offset, count));
    at += count;
    return count;
  }

  @Override
  public long skip(long count) {
    long skipped = Math.max(0, Math.min(count, data.size() - at));
    at += skipped;
    return skipped;
  }

  @Override
  public int available() {
    return (int) Math.min(data.size() - at, Integer.MAX_VALUE);
  }
}
