package io.kvmsdk.iso.internal.ecma119;

import java.util.ArrayList;
import java.util.List;

/** How the data of one file is cut where it is too long for one extent (ECMA-119 6.5.1). */
public final class FileSections {
  /** The most one extent can hold in whole blocks of a 32-bit length (9.1.4). */
  public static final long MAX_EXTENT = 0xFFFFF800L;

  private FileSections() {}

  /** How many records a file of {@code size} bytes has. */
  public static int count(long size) {
    return (int) Math.max(1, (size + MAX_EXTENT - 1) / MAX_EXTENT);
  }

  /**
   * The records of a file whose sections lie one after the other.
   *
   * @param template gives all but extent, size and the flag of what is continued
   * @param block of the first section, in the tree's own terms
   */
  public static List<DirectoryRecord> records(DirectoryRecord template, long block, long size) {
    int last = template.flags() & ~DirectoryRecord.MULTI_EXTENT;
    List<DirectoryRecord> records = new ArrayList<>();
    long left = size;
    for (int i = count(size); i > 0; i--) {
      long section = Math.min(left, MAX_EXTENT);
      long at = block + (size - left) / ImageBytes.BLOCK;
      int flags = i > 1 ? last | DirectoryRecord.MULTI_EXTENT : last;
      records.add(template.withExtent(at, section).withFlags(flags));
      left -= section;
    }
    return records;
  }
}
