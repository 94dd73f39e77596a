package io.kvmsdk.iso.internal.susp;

import io.kvmsdk.iso.internal.ecma119.DirectoryRecord;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.Numbers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** Reads the entries of a record, following its continuation areas. */
public final class SystemUse {
  private static final String CLAUSE = "SUSP 5.1";

  /** The areas of one record together, in bytes: many times what names and links can need. */
  private static final long MAX_AREAS = 1 << 16;

  private static final int CE_LENGTH = 28;

  private final ImageBytes image;
  private final long shift;
  private final List<SystemUseEntry> entries = new ArrayList<>(6);

  private SystemUse(ImageBytes image, long shift) {
    this.image = image;
    this.shift = shift;
  }

  /**
   * How many bytes to skip in each system use area but the root's own (SUSP 5.3), if the root's own
   * record says that the protocol is in use.
   */
  public static OptionalInt skip(DirectoryRecord rootItself) {
    byte[] area = rootItself.systemUse();
    boolean present =
        area.length >= 7
            && area[0] == 'S'
            && area[1] == 'P'
            && Numbers.u8(area, 4) == 0xBE
            && Numbers.u8(area, 5) == 0xEF;
    return present ? OptionalInt.of(Numbers.u8(area, 6)) : OptionalInt.empty();
  }

  /**
   * All entries of a record, continuation areas included.
   *
   * @param skip what {@link #skip} told; 0 for the root's own record
   * @param shift the block of the image that the tree calls 0
   */
  public static List<SystemUseEntry> read(
      ImageBytes image, DirectoryRecord record, int skip, long shift) {
    int from = record.systemUseStart() + skip;
    if (record.length() <= from) {
      return List.of();
    }
    SystemUse reader = new SystemUse(image, shift);
    SystemUseEntry next =
        reader.readArea(
            record.buffer(),
            record.start() + from,
            record.start() + record.length(),
            record.position() + from);
    if (next != null) {
      reader.readContinuations(next);
    }
    return reader.entries;
  }

  private void readContinuations(SystemUseEntry first) {
    Set<Long> seen = new HashSet<>();
    SystemUseEntry next = first;
    long total = 0;
    while (next != null) {
      long position = continuation(next);
      total += next.number(20);
      if (!seen.add(position) || total > MAX_AREAS) {
        throw image.broken(
            next.position(), CLAUSE, "the continuation areas run in a circle, or have no end");
      }
      byte[] area = image.bytes(position, (int) next.number(20), CLAUSE);
      next = readArea(area, 0, area.length, position);
    }
  }

  /** Where a CE entry points, checked: a continuation area is small. */
  private long continuation(SystemUseEntry ce) {
    long offset = ce.number(12);
    long length = ce.number(20);
    if (ce.length() < CE_LENGTH || offset >= ImageBytes.BLOCK || length > 1 << 15) {
      throw image.broken(ce.position(), CLAUSE, "a continuation area of " + length + " bytes");
    }
    return (ce.number(4) + shift) * ImageBytes.BLOCK + offset;
  }

  /** Collects the entries of one area up to {@code end}; gives its CE entry, or null. */
  private SystemUseEntry readArea(byte[] area, int start, int end, long position) {
    SystemUseEntry next = null;
    int at = start;
    while (at + SystemUseEntry.HEADER <= end && area[at] != 0) {
      int length = Numbers.u8(area, at + 2);
      if (length < SystemUseEntry.HEADER || at + length > end) {
        throw image.broken(
            position + at - start,
            "SUSP 4.1",
            "a system use entry of " + length + " bytes where " + (end - at) + " are left");
      }
      SystemUseEntry entry = new SystemUseEntry(area, at, length, position + at - start);
      switch (entry.code()) {
        case 'S' << 8 | 'T' -> {
          return next;
        }
        case 'C' << 8 | 'E' -> next = entry;
        default -> entries.add(entry);
      }
      at += length;
    }
    return next;
  }
}
