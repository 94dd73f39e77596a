package io.kvmsdk.iso.internal.susp;

import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.Numbers;
import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * Writes the entries of new records: into the record while they fit, the rest into continuation
 * areas. No area crosses a block, since Linux reads none that does. One code path lays out and
 * writes, so that the two cannot disagree.
 */
public final class ContinuationAreas {
  /** Where the areas go. */
  public interface Blocks {
    /** A new block of the image. */
    long allocate();

    void write(long offset, byte[] bytes);
  }

  private static final int CE_LENGTH = 28;

  private final Blocks blocks;
  private final long shift;
  private long block = -1;
  private int used = ImageBytes.BLOCK;

  /**
   * @param shift the block of the image that the tree calls 0
   */
  public ContinuationAreas(Blocks blocks, long shift) {
    this.blocks = blocks;
    this.shift = shift;
  }

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
    if (Math.min(needed, ImageBytes.BLOCK) > ImageBytes.BLOCK - used) {
      block = blocks.allocate();
      used = 0;
    }
    long home = block;
    int start = used;
    ByteArrayOutputStream area = new ByteArrayOutputStream();
    int taken = fill(area, entries, ImageBytes.BLOCK - start);
    used = taken < entries.size() ? ImageBytes.BLOCK : start + area.size();
    if (taken < entries.size()) {
      area.writeBytes(continueWith(entries.subList(taken, entries.size())));
    }
    blocks.write(home * ImageBytes.BLOCK + start, area.toByteArray());
    return pointer(home - shift, start, area.size());
  }

  private static byte[] pointer(long block, int offset, int length) {
    byte[] payload = new byte[CE_LENGTH - SystemUseEntry.HEADER];
    Numbers.putBoth32(payload, 0, block);
    Numbers.putBoth32(payload, 8, offset);
    Numbers.putBoth32(payload, 16, length);
    return SystemUseEntry.encode("CE", payload);
  }
}
