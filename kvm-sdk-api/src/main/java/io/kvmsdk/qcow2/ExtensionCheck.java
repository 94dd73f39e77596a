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

  /** Clause "Bitmap table": all but the offset, and bit 0, which says what no offset stands for. */
  private static final long RESERVED = 0xff00_0000_0000_01feL;

  private final CheckWalk walk;
  private final QcowHeader header;

  ExtensionCheck(CheckWalk walk, QcowHeader header) {
    this.walk = walk;
    this.header = header;
  }

  void run() throws IOException {
    Optional<ByteBuffer> luks = data(HeaderExtension.LUKS, 16);
    if (luks.isPresent()) {
      walk.use(0, luks.get().getLong(0), luks.get().getLong(8));
    }
    // Without the bit, the extension is out of date, and what it points to is leaked.
    Optional<ByteBuffer> bitmaps = data(HeaderExtension.BITMAPS, 24);
    if (header.has(QcowFeature.BITMAPS) && bitmaps.isPresent()) {
      checkDirectory(bitmaps.get());
    }
  }

  private Optional<ByteBuffer> data(int type, int length) {
    return header
        .extension(type)
        .map(e -> ByteBuffer.wrap(e.data()))
        .filter(b -> b.capacity() >= length);
  }

  private void checkDirectory(ByteBuffer extension) throws IOException {
    long size = extension.getLong(8);
    long offset = extension.getLong(16);
    walk.use(0, offset, size);
    if (size > LONGEST_DIRECTORY || size < 0 || !walk.holds(offset, size)) {
      walk.broken(offset, "the bitmap directory does not lie in the file");
      return;
    }
    for (long at = offset; at <= offset + size - FIXED; ) {
      ByteBuffer entry = walk.read(at, FIXED);
      checkBitmap(at, entry.getLong(0), entry.getInt(8));
      long length =
          FIXED + (entry.getShort(18) & 0xffff) + Integer.toUnsignedLong(entry.getInt(20));
      at += (length + 7) / 8 * 8;
    }
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
