package io.kvmsdk.qcow2;

import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

/** Reads the names of the bitmaps that an image keeps (clause "Bitmaps extension"). */
final class BitmapDirectory {
  private static final String CLAUSE = "Bitmaps extension";
  private static final int EXTENSION = 24;
  private static final int FIXED = 24;
  private static final int MOST_BITMAPS = 65535;
  private static final int MOST_GRANULARITY_BITS = 31;

  private BitmapDirectory() {}

  /** None where the autoclear bit is not set: they are then of the past. */
  static List<QcowBitmap> read(QcowImage image, FileChannel channel) throws IOException {
    if (!image.features().contains(QcowFeature.BITMAPS)) {
      return List.of();
    }
    byte[] data = image.header().extension(HeaderExtension.BITMAPS).orElseThrow().data();
    if (data.length != EXTENSION) {
      throw broken(image, "the bitmaps extension has " + data.length + " bytes instead of 24");
    }
    ByteBuffer extension = ByteBuffer.wrap(data);
    long count = Integer.toUnsignedLong(extension.getInt(0));
    long length = extension.getLong(8);
    if (count == 0 || count > MOST_BITMAPS || length < count * FIXED) {
      throw broken(image, "a directory of " + length + " bytes cannot have " + count + " bitmaps");
    }
    TableCursor table =
        new TableCursor(image.file(), channel, CLAUSE, extension.getLong(16), length);
    List<QcowBitmap> bitmaps = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      bitmaps.add(entry(table));
    }
    return List.copyOf(bitmaps);
  }

  private static QcowBitmap entry(TableCursor table) throws IOException {
    table.align();
    ByteBuffer fixed = table.take(FIXED);
    int flags = fixed.getInt(12);
    int granularity = Byte.toUnsignedInt(fixed.get(17));
    if (granularity > MOST_GRANULARITY_BITS) {
      throw table.broken("a bitmap's granularity of 2^" + granularity + " bytes is not possible");
    }
    table.take(Integer.toUnsignedLong(fixed.getInt(20)));
    return new QcowBitmap(
        table.text(Short.toUnsignedInt(fixed.getShort(18))),
        ByteSize.bytes(1L << granularity),
        (flags & 1) != 0,
        (flags & 2) != 0);
  }

  private static QcowFormatException broken(QcowImage image, String problem) {
    return new QcowFormatException(image.file(), 0, CLAUSE, problem);
  }
}
