package io.kvmsdk.iso.internal.tree;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/** The data of a file from begin to end. */
public final class NodeStream extends InputStream {
  private final NodeData data;
  private long at;

  public NodeStream(NodeData data) {
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
    if (length == 0) {
      return 0;
    }
    int count = data.read(at, ByteBuffer.wrap(target, offset, length));
    at += Math.max(0, count);
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

  @Override
  public void close() {
    data.release();
  }
}
