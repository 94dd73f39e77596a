package io.kvmsdk.iso.internal.susp;

import io.kvmsdk.iso.internal.ecma119.DirectoryRecord;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.Numbers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** Reads the entries of a record, following its continuation areas. */
public final class SystemUse {
  private static final String CLAUSE = "SUSP 5.1";
  private static final int MAX_AREAS = 256;
  private static final int CE_LENGTH = 28;

  private final ImageBytes image;
  private final long shift;
  private final List<SystemUseEntry> entries = new ArrayList<>();

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
    byte[] area = record.systemUse();
    if (area.length <= skip) {
      return List.of();
    }
    SystemUse reader = new SystemUse(image, shift);
    reader.readAreas(
        Arrays.copyOfRange(area, skip, area.length),
        record.position() + record.systemUseStart() + skip);
    return reader.entries;
  }

  private void readAreas(byte[] first, long firstPosition) {
    byte[] area = first;
    long position = firstPosition;
    Set<Long> seen = new HashSet<>();
    while (area != null) {
      SystemUseEntry next = readArea(area, position);
      area = null;
      if (next != null) {
        position = continuation(next);
        if (!seen.add(position) || seen.size() > MAX_AREAS) {
          throw image.broken(next.position(), CLAUSE, "the continuation areas run in a circle");
        }
        area = image.bytes(position, (int) next.number(20), CLAUSE);
      }
    }
  }

  /** Where a CE entry points, checked: a continuation area is small. */
  private long continuation(SystemUseEntry ce) {
    long offset = ce.number(12);
    long length = ce.number(20);
    if (ce.bytes().length < CE_LENGTH || offset >= ImageBytes.BLOCK || length > 1 << 15) {
      throw image.broken(ce.position(), CLAUSE, "a continuation area of " + length + " bytes");
    }
    return (ce.number(4) + shift) * ImageBytes.BLOCK + offset;
  }

  /** Collects one area's entries; gives its CE entry, or null. */
  private SystemUseEntry readArea(byte[] area, long position) {
    SystemUseEntry next = null;
    int at = 0;
    while (at + SystemUseEntry.HEADER <= area.length && area[at] != 0) {
      int length = Numbers.u8(area, at + 2);
      if (length < SystemUseEntry.HEADER || at + length > area.length) {
        throw image.broken(
            position + at,
            "SUSP 4.1",
            "a system use entry of " + length + " bytes where " + (area.length - at) + " are left");
      }
      SystemUseEntry entry =
          new SystemUseEntry(Arrays.copyOfRange(area, at, at + length), position + at);
      switch (entry.signature()) {
        case "CE" -> next = entry;
        case "ST" -> {
          return next;
        }
        default -> entries.add(entry);
      }
      at += length;
    }
    return next;
  }
}
