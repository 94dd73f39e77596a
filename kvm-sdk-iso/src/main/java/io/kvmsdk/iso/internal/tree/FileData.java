package io.kvmsdk.iso.internal.tree;

import io.kvmsdk.iso.error.IsoFormatException;
import io.kvmsdk.iso.internal.ecma119.DirectoryRecord;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import java.nio.ByteBuffer;
import java.util.List;

/** The bytes of a file, through all of its extents, as they lie in the image. */
public final class FileData {
  private final ImageBytes image;
  private final long[] offsets;
  private final long[] ends;

  /**
   * Every extent is checked at once.
   *
   * @param shift the block of the image that the records' tree calls 0
   */
  public FileData(ImageBytes image, List<DirectoryRecord> extents, long shift) {
    this(image, new long[extents.size()], new long[extents.size()]);
    long end = 0;
    for (int i = 0; i < offsets.length; i++) {
      DirectoryRecord e = extents.get(i);
      end += e.size();
      ends[i] = end;
      offsets[i] = (e.block() + shift) * ImageBytes.BLOCK;
      if (e.size() > 0) {
        image.checkRange(offsets[i], e.size(), DirectoryRecord.CLAUSE);
      }
    }
  }

  /** A range of the image, in bytes. */
  public FileData(ImageBytes image, long offset, long size, String clause) {
    this(image, new long[] {offset}, new long[] {size});
    image.checkRange(offset, size, clause);
  }

  private FileData(ImageBytes image, long[] offsets, long[] ends) {
    this.image = image;
    this.offsets = offsets;
    this.ends = ends;
  }

  /** In bytes. */
  public long size() {
    return ends[ends.length - 1];
  }

  /** Fills {@code target} from {@code from} on, which must be within the size. */
  public void read(long from, ByteBuffer target) {
    int extent = 0;
    long at = from;
    int limit = target.limit();
    while (target.position() < limit) {
      while (ends[extent] <= at) {
        extent++;
      }
      long start = extent == 0 ? 0 : ends[extent - 1];
      int count = (int) Math.min(limit - target.position(), ends[extent] - at);
      image.read(offsets[extent] + at - start, target.limit(target.position() + count));
      target.limit(limit);
      at += count;
    }
  }

  /** As many bytes from {@code from} on, which must be within the size. */
  public byte[] bytes(long from, int length) {
    byte[] bytes = new byte[length];
    read(from, ByteBuffer.wrap(bytes));
    return bytes;
  }

  /** The exception for a fault in these bytes. */
  public IsoFormatException broken(long from, String clause, String problem) {
    int extent = 0;
    while (extent < ends.length - 1 && ends[extent] <= from) {
      extent++;
    }
    long start = extent == 0 ? 0 : ends[extent - 1];
    return image.broken(offsets[extent] + from - start, clause, problem);
  }
}
