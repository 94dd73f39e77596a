package io.kvmsdk.iso.internal.tree;

import io.kvmsdk.iso.internal.ecma119.DirectoryRecord;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/** The data of a file, through all of its extents. */
public final class NodeStream extends InputStream {
  private final ImageBytes image;
  private final long shift;
  private final Iterator<DirectoryRecord> extents;
  private long at;
  private long left;

  /** Every extent is checked before the first byte is read. */
  public NodeStream(ImageBytes image, List<DirectoryRecord> extents, long shift) {
    this.image = image;
    this.shift = shift;
    this.extents = extents.iterator();
    for (DirectoryRecord e : extents) {
      if (e.size() > 0) {
        image.checkRange(offset(e), e.size(), DirectoryRecord.CLAUSE);
      }
    }
  }

  private long offset(DirectoryRecord extent) {
    return (extent.block() + shift) * ImageBytes.BLOCK;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, target.length);
    while (left == 0) {
      if (!extents.hasNext()) {
        return -1;
      }
      DirectoryRecord extent = extents.next();
      at = offset(extent);
      left = extent.size();
    }
    int count = (int) Math.min(left, length);
    image.read(at, ByteBuffer.wrap(target, offset, count));
    at += count;
    left -= count;
    return count;
  }

  @Override
  public int available() {
    return (int) Math.min(left, Integer.MAX_VALUE);
  }
}
