package io.kvmsdk.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Counts the clusters that header extensions point to: dirty bitmaps, and a LUKS header. */
final class ExtensionCheck {
  /** Clause "Bitmap directory": what an entry has before its extra data and name. */
  private static final int FIXED = 24;

  /** QEMU's limits: of the directory, and of a bitmap's table. */
  private static final long LONGEST_DIRECTORY = 65535L * 1024;

  private static final int MOST_ENTRIES = 0x800_0000;

  private static final int LONGEST_NAME = 1023;
  private static final int LEAST_GRANULARITY = 9;
  private static final int MOST_GRANULARITY = 31;
  private static final int DIRTY_TRACKING = 1;
  private static final int RESERVED_FLAGS = ~0b111;

  /** Clause "Bitmap table": all but the offset, and bit 0, which says what no offset stands for. */
  private static final long RESERVED = 0xff00_0000_0000_01feL;

  private final CheckWalk walk;
  private final QcowHeader header;

  ExtensionCheck(CheckWalk walk, QcowHeader header) {
    this.walk = walk;
    this.header = header;
  }

  void run() throws IOException {
    Optional<ByteBuffer> luks = data(HeaderExtension.LUKS).filter(e -> e.capacity() >= 16);
    if (luks.isPresent()) {
      walk.use(0, luks.get().getLong(0), luks.get().getLong(8));
    }
    Optional<ByteBuffer> bitmaps = data(HeaderExtension.BITMAPS);
    if (bitmaps.isPresent()) {
      checkBitmaps(bitmaps.get());
    }
  }

  private Optional<ByteBuffer> data(int type) {
    return header.extension(type).map(e -> ByteBuffer.wrap(e.data()));
  }

  private void checkBitmaps(ByteBuffer extension) throws IOException {
    if (extension.capacity() != 24) {
      walk.broken(0, "a bitmaps extension of " + extension.capacity() + " bytes, not 24");
    } else if (header.has(QcowFeature.BITMAPS)) {
      // Without the bit, the extension is out of date, and what it points to is leaked.
      checkDirectory(extension);
    }
  }

  private void checkDirectory(ByteBuffer extension) throws IOException {
    int bitmaps = extension.getInt(0);
    long size = extension.getLong(8);
    long offset = extension.getLong(16);
    walk.use(0, offset, size);
    if (size > LONGEST_DIRECTORY || size < 0 || !walk.holds(offset, size)) {
      walk.broken(offset, "the bitmap directory does not lie in the file");
      return;
    }
    int found = 0;
    long at = offset;
    while (at <= offset + size - FIXED) {
      ByteBuffer entry = walk.read(at, FIXED);
      checkEntry(at, entry);
      long length =
          FIXED + (entry.getShort(18) & 0xffff) + Integer.toUnsignedLong(entry.getInt(20));
      at += (length + 7) / 8 * 8;
      found++;
    }
    if (found != bitmaps || found == 0 || at != offset + size || extension.getInt(4) != 0) {
      walk.broken(offset, "the bitmap directory is not of " + bitmaps + " bitmaps");
    }
  }

  /** Clause "Bitmap directory"; QEMU knows one type, and no extra data. */
  private void checkEntry(long at, ByteBuffer entry) throws IOException {
    int name = entry.getShort(18) & 0xffff;
    int granularity = entry.get(17);
    if (entry.getLong(0) == 0
        || entry.getLong(0) % header.clusterSize() != 0
        || entry.getInt(8) == 0
        || (entry.getInt(12) & RESERVED_FLAGS) != 0
        || entry.get(16) != DIRTY_TRACKING
        || granularity < LEAST_GRANULARITY
        || granularity > MOST_GRANULARITY
        || name == 0
        || name > LONGEST_NAME
        || entry.getInt(20) != 0) {
      walk.broken(at, "the bitmap's entry in the directory is not possible");
    }
    checkBitmap(at, entry.getLong(0), entry.getInt(8));
  }

  private void checkBitmap(long at, long offset, int entries) throws IOException {
    if (entries < 0 || entries > MOST_ENTRIES || !walk.holds(offset, entries * 8L)) {
      walk.broken(at, "the bitmap's table does not lie in the file");
      return;
    }
    walk.use(at, offset, entries * 8L);
    for (long place = offset; place < offset + entries * 8L; place += 8) {
      long entry = walk.read(place, 8).getLong();
      long cluster = entry & TableEntry.OFFSET;
      boolean onesToo = cluster != 0 && (entry & 1) != 0;
      if ((entry & RESERVED) != 0 || cluster % header.clusterSize() != 0 || onesToo) {
        walk.broken(place, "the bitmap's entry 0x%x is not possible".formatted(entry));
      } else if (cluster != 0) {
        walk.use(place, cluster, header.clusterSize());
      }
    }
  }
}
