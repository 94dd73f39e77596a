package io.kvmsdk.iso.internal.tree;

import io.kvmsdk.iso.error.IsoFormatException;
import io.kvmsdk.iso.internal.ecma119.DirectoryRecord;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The bytes of a file, through all of its extents, as they lie in the image. */
public final class FileData implements NodeData {
  private final ImageBytes image;
  private final List<Run> runs = new ArrayList<>();
  private long size;

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
   * Every extent is checked at once.
   *
   * @param shift the block of the image that the records' tree calls 0
   */
  public FileData(ImageBytes image, List<DirectoryRecord> extents, long shift) {
    this.image = image;
    for (DirectoryRecord e : extents) {
      add((e.block() + shift) * ImageBytes.BLOCK, e.size(), DirectoryRecord.CLAUSE);
    }
  }

  /** A range of the image, in bytes. */
  public FileData(ImageBytes image, long offset, long size, String clause) {
    this.image = image;
    image.checkRange(offset, size, clause);
    add(offset, size, clause);
  }

  private void add(long offset, long length, String clause) {
    if (length > 0) {
      image.checkRange(offset, length, clause);
      runs.add(new Run(size, offset, length));
      size += length;
    }
  }

  @Override
  public long size() {
    return size;
  }

  /** Where the data lies, in the order of the file; none for an empty file. */
  public List<Run> runs() {
    return runs;
  }

  /** Reads all that there is room for, up to the end. */
  @Override
  public int read(long position, ByteBuffer target) {
    if (position >= size) {
      return -1;
    }
    int start = target.position();
    int limit = target.limit();
    int end = start + (int) Math.min(target.remaining(), size - position);
    try {
      for (int i = runAt(position); target.position() < end; i++) {
        Run run = runs.get(i);
        long skip = position + target.position() - start - run.start();
        int count = (int) Math.min(end - target.position(), run.length() - skip);
        image.read(run.offset() + skip, target.limit(target.position() + count));
      }
    } finally {
      target.limit(limit);
    }
    return end - start;
  }

  /** As many bytes from {@code from} on, which must be within the size. */
  public byte[] bytes(long from, int length) {
    byte[] bytes = new byte[length];
    read(from, ByteBuffer.wrap(bytes));
    return bytes;
  }

  /** The exception for a fault in these bytes. */
  public IsoFormatException broken(long from, String clause, String problem) {
    Run run = runs.get(runAt(from));
    return image.broken(run.offset() + from - run.start(), clause, problem);
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
