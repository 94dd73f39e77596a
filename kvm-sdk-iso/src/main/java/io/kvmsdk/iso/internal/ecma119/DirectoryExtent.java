package io.kvmsdk.iso.internal.ecma119;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** The content of a directory: records packed into blocks, none across a border (6.8.1.1). */
public final class DirectoryExtent {
  private static final String CLAUSE = "ECMA-119 6.8.1";

  /** No real directory comes near; a hostile one must not fill the heap. */
  private static final long MAX_SIZE = 64L << 20;

  /** In bytes, so that the list need not grow often. */
  private static final int TYPICAL_RECORD = 128;

  private DirectoryExtent() {}

  /**
   * All records, those of the directory itself and of its parent first.
   *
   * @param block of the image, not of the tree
   */
  public static List<DirectoryRecord> read(ImageBytes image, long block, long size) {
    long offset = block * ImageBytes.BLOCK;
    if (size == 0 || size > MAX_SIZE) {
      throw image.broken(offset, CLAUSE, "a directory of " + size + " bytes cannot be");
    }
    byte[] content = image.bytes(offset, (int) size, CLAUSE);
    List<DirectoryRecord> records = new ArrayList<>((int) size / TYPICAL_RECORD);
    visit(image, content, offset, at -> records.add(record(content, at, offset)));
    if (records.size() < 2 || !records.get(0).dot() || !records.get(1).dot()) {
      throw image.broken(offset, "ECMA-119 6.8.2.2", "this is not the beginning of a directory");
    }
    return records;
  }

  private static DirectoryRecord record(byte[] content, int at, long offset) {
    return new DirectoryRecord(content, at, Numbers.u8(content, at), offset + at);
  }

  /** Takes the data of one file section: its first block in the tree's terms, and its bytes. */
  public interface DataVisitor {
    void data(long block, long size);
  }

  /**
   * Visits the data of all files in a directory, without making a record of each.
   *
   * @param block of the image, not of the tree
   */
  public static void visitData(ImageBytes image, long block, DataVisitor visitor) {
    long offset = block * ImageBytes.BLOCK;
    byte[] first = image.bytes(offset, ImageBytes.BLOCK, CLAUSE);
    long size = Numbers.le32(first, 10);
    byte[] content =
        size == first.length ? first : image.bytes(offset, (int) Math.min(MAX_SIZE, size), CLAUSE);
    visit(
        image,
        content,
        offset,
        at -> {
          if ((content[at + 25] & DirectoryRecord.DIRECTORY) == 0) {
            long start = Numbers.le32(content, at + 2) + Numbers.u8(content, at + 1);
            visitor.data(start, Numbers.le32(content, at + 10));
          }
        });
  }

  /** Tells where each record begins, checked. */
  private static void visit(ImageBytes image, byte[] content, long offset, IntConsumer visitor) {
    int at = 0;
    while (at < content.length) {
      int length = Numbers.u8(content, at);
      if (length == 0) {
        at = (at / ImageBytes.BLOCK + 1) * ImageBytes.BLOCK;
      } else {
        check(image, content, at, offset);
        visitor.accept(at);
        at += length;
      }
    }
  }

  private static void check(ImageBytes image, byte[] content, int at, long offset) {
    int length = Numbers.u8(content, at);
    int room = Math.min(content.length, (at / ImageBytes.BLOCK + 1) * ImageBytes.BLOCK) - at;
    if (length > room || length <= DirectoryRecord.FIXED) {
      throw image.broken(
          offset + at,
          DirectoryRecord.CLAUSE,
          "a directory record of " + length + " bytes where " + room + " are left");
    }
    int identifier = Numbers.u8(content, at + 32);
    if (identifier == 0 || DirectoryRecord.FIXED + identifier > length) {
      throw image.broken(
          offset + at,
          DirectoryRecord.CLAUSE,
          "a name of " + identifier + " bytes in a directory record of " + length);
    }
  }

  /** Packs records into whole blocks. */
  public static byte[] pack(List<DirectoryRecord> records) {
    byte[] content = new byte[Math.toIntExact(packedSize(records))];
    int at = 0;
    for (DirectoryRecord record : records) {
      at = (int) place(at, record.length());
      record.copyTo(content, at);
      at += record.length();
    }
    return content;
  }

  /** In bytes, a multiple of the block. */
  public static long packedSize(List<DirectoryRecord> records) {
    long at = 0;
    for (DirectoryRecord record : records) {
      at = place(at, record.length()) + record.length();
    }
    return ImageBytes.blocks(at) * ImageBytes.BLOCK;
  }

  private static long place(long at, int length) {
    long room = ImageBytes.BLOCK - at % ImageBytes.BLOCK;
    return length > room ? at + room : at;
  }
}
