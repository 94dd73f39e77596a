package io.kvmsdk.iso.internal.susp;

import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.Numbers;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes the entries of new records: into the record while they fit, the rest into continuation
 * areas. No area crosses a block, since Linux reads none that does. One code path lays out and
 * writes, so that the two cannot disagree.
 *
 * <p>The areas' place is known only when all folders have theirs: until {@link #blocks} are found
 * for them, CE entries count from 0.
 */
public final class ContinuationAreas {
  /** Of a CE entry, in bytes (SUSP 5.1). */
  public static final int CE_LENGTH = 28;

  private final List<byte[]> blocks = new ArrayList<>();
  private final List<Integer> chained = new ArrayList<>();
  private int used = ImageBytes.BLOCK;

  /**
   * The system use area of one record.
   *
   * @param skip bytes to leave zero before the first entry
   * @param room what the record can hold, at least {@code skip} + 28
   */
  public byte[] place(List<byte[]> entries, int skip, int room) {
    ByteArrayOutputStream area = new ByteArrayOutputStream();
    area.writeBytes(new byte[skip]);
    int taken = fill(area, entries, room);
    if (taken < entries.size()) {
      area.writeBytes(continueWith(entries.subList(taken, entries.size())));
    }
    return area.toByteArray();
  }

  /** Adds entries while they, and a CE entry if some are left, fit; gives how many did. */
  private static int fill(ByteArrayOutputStream area, List<byte[]> entries, int room) {
    int total = entries.stream().mapToInt(e -> e.length).sum();
    int limit = area.size() + total <= room ? room : room - CE_LENGTH;
    int taken = 0;
    while (taken < entries.size() && area.size() + entries.get(taken).length <= limit) {
      area.writeBytes(entries.get(taken++));
    }
    return taken;
  }

  /** Writes the entries to a continuation area, and gives the CE entry that points to it. */
  private byte[] continueWith(List<byte[]> entries) {
    int needed = entries.stream().mapToInt(e -> e.length).sum();
    // an area of an old record may be empty, and still needs a place
    if (blocks.isEmpty() || Math.min(needed, ImageBytes.BLOCK) > ImageBytes.BLOCK - used) {
      blocks.add(new byte[ImageBytes.BLOCK]);
      used = 0;
    }
    int home = blocks.size() - 1;
    int start = used;
    ByteArrayOutputStream area = new ByteArrayOutputStream();
    int taken = fill(area, entries, ImageBytes.BLOCK - start);
    used = taken < entries.size() ? ImageBytes.BLOCK : start + area.size();
    if (taken < entries.size()) {
      chained.add(home * ImageBytes.BLOCK + start + area.size());
      area.writeBytes(continueWith(entries.subList(taken, entries.size())));
    }
    byte[] bytes = area.toByteArray();
    System.arraycopy(bytes, 0, blocks.get(home), start, bytes.length);
    return pointer(home, start, bytes.length);
  }

  private static byte[] pointer(long block, int offset, int length) {
    byte[] payload = new byte[CE_LENGTH - SystemUseEntry.HEADER];
    Numbers.putBoth32(payload, 0, block);
    Numbers.putBoth32(payload, 8, offset);
    Numbers.putBoth32(payload, 16, length);
    return SystemUseEntry.encode("CE", payload);
  }

  /** How many blocks the areas need. */
  public int blocks() {
    return blocks.size();
  }

  /**
   * All areas, once their place is known.
   *
   * @param first the block that they begin at, in the tree's own terms
   */
  public byte[] bytes(long first) {
    byte[] all = new byte[blocks.size() * ImageBytes.BLOCK];
    for (int i = 0; i < blocks.size(); i++) {
      System.arraycopy(blocks.get(i), 0, all, i * ImageBytes.BLOCK, ImageBytes.BLOCK);
    }
    for (int at : chained) {
      shift(all, at, first);
    }
    return all;
  }

  /** The system use area of a new record, as {@link #place} gave it, with the true address. */
  public static byte[] located(byte[] systemUse, int skip, long first) {
    byte[] area = systemUse.clone();
    int at = find(area, skip);
    if (at >= 0) {
      shift(area, at, first);
    }
    return area;
  }

  /**
   * Where a record's entries go on.
   *
   * @param block in the tree's own terms
   */
  public record Area(long block, long offset, long length) {}

  /** Where a record's entries go on; null if they do not. */
  public static Area area(byte[] systemUse, int skip) {
    int at = find(systemUse, skip);
    return at < 0
        ? null
        : new Area(
            Numbers.le32(systemUse, at + 4),
            Numbers.le32(systemUse, at + 12),
            Numbers.le32(systemUse, at + 20));
  }

  /** An old record's system use area, whose further entries get a new place among the new ones. */
  public byte[] moved(byte[] systemUse, int skip, List<byte[]> elsewhere) {
    byte[] area = systemUse.clone();
    byte[] pointer = continueWith(elsewhere);
    System.arraycopy(pointer, 0, area, find(area, skip), pointer.length);
    return area;
  }

  private static void shift(byte[] bytes, int ce, long first) {
    byte[] entry = Arrays.copyOfRange(bytes, ce, ce + CE_LENGTH);
    Numbers.putBoth32(bytes, ce + SystemUseEntry.HEADER, Numbers.le32(entry, 4) + first);
  }

  private static int find(byte[] area, int skip) {
    int at = skip;
    while (at + CE_LENGTH <= area.length && Numbers.u8(area, at + 2) >= SystemUseEntry.HEADER) {
      if (area[at] == 'C' && area[at + 1] == 'E') {
        return at;
      }
      at += Numbers.u8(area, at + 2);
    }
    return -1;
  }
}
