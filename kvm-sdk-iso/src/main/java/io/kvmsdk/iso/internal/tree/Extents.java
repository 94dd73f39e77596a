package io.kvmsdk.iso.internal.tree;

import io.kvmsdk.iso.internal.ecma119.DirectoryRecord;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The data of a file at any position, through all of its extents. Safe for several threads. */
public final class Extents {
  private final ImageBytes image;
  private final List<Run> runs = new ArrayList<>();
  private final long size;

  /**
   * Data that lies in one piece. All in bytes.
   *
   * @param start in the file
   * @param offset in the image
   * @param length at least 1
   */
  public record Run(long start, long offset, long length) {
    long end() {
      return start + length;
    }
  }

  /**
   * Every extent is checked before the first byte is read.
   *
   * @param shift the block of the image that the tree calls 0
   */
  public Extents(ImageBytes image, List<DirectoryRecord> records, long shift) {
    this.image = image;
    long start = 0;
    for (DirectoryRecord r : records) {
      if (r.size() > 0) {
        long offset = (r.block() + shift) * ImageBytes.BLOCK;
        image.checkRange(offset, r.size(), DirectoryRecord.CLAUSE);
        runs.add(new Run(start, offset, r.size()));
        start += r.size();
      }
    }
    this.size = start;
  }

  /** In bytes, over all extents. */
  public long size() {
    return size;
  }

  /** Where the data lies, in the order of the file; none for an empty file. */
  public List<Run> runs() {
    return runs;
  }

  /**
   * Reads from one extent into {@code target}.
   *
   * @return how many bytes, less than there is room for where an extent ends; -1 at the end
   */
  public int read(long position, ByteBuffer target) {
    if (position >= size) {
      return -1;
    }
    Run run = runs.get(runAt(position));
    long skip = position - run.start();
    int count = (int) Math.min(run.length() - skip, target.remaining());
    int limit = target.limit();
    target.limit(target.position() + count);
    try {
      image.read(run.offset() + skip, target);
    } finally {
      target.limit(limit);
    }
    return count;
  }

  /** A search by halves: a file of 4 GiB has two extents, a hostile one a million. */
  private int runAt(long position) {
    int low = 0;
    int high = runs.size() - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (position < runs.get(middle).end()) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
