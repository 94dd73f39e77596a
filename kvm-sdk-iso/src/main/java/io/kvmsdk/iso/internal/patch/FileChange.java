package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.iso.internal.ecma119.DirectoryRecord;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** New data for one file; the records of all trees point to the same place. */
final class FileChange {
  /** The most one extent can hold in whole blocks of a 32-bit length (ECMA-119 9.1.4). */
  static final long MAX_EXTENT = 0xFFFFF800L;

  private final List<Set<Item>> names = new ArrayList<>();
  private Content content;
  private long block;

  FileChange(Content content) {
    this.content = content;
  }

  /** The entries of one tree that show it: several after hard links, none once all are removed. */
  Set<Item> names(int tree) {
    while (names.size() <= tree) {
      names.add(new LinkedHashSet<>());
    }
    return names.get(tree);
  }

  /** Its first name in the preferred tree. */
  Item item() {
    return names(TreeEditor.PREFERRED).iterator().next();
  }

  /** Where its first name is now. */
  String path() {
    return item().path();
  }

  Content content() {
    return content;
  }

  void content(Content newContent) {
    content = newContent;
  }

  long block() {
    return block;
  }

  void block(long newBlock) {
    block = newBlock;
  }

  long blocks() {
    return ImageBytes.blocks(content.size());
  }

  int extents() {
    return (int) Math.max(1, (content.size() + MAX_EXTENT - 1) / MAX_EXTENT);
  }

  /**
   * The records of this file: {@code template} with the extents filled in.
   *
   * @param single whether there was one record before, so that one may take its place
   * @param shift the block of the image that the tree calls 0
   */
  List<DirectoryRecord> records(DirectoryRecord template, boolean single, long shift) {
    int plain = template.flags() & ~DirectoryRecord.MULTI_EXTENT;
    List<DirectoryRecord> records = new ArrayList<>();
    long left = content.size();
    long at = left == 0 ? template.block() : block - shift;
    int extents = extents();
    DirectoryRecord first = single && extents == 1 ? template : template.withSection(template);
    for (int i = 1; i <= extents; i++) {
      long size = Math.min(left, MAX_EXTENT);
      int flags = i < extents ? plain | DirectoryRecord.MULTI_EXTENT : plain;
      records.add(first.withExtent(at, size).withFlags(flags));
      left -= size;
      at += ImageBytes.blocks(size);
    }
    return records;
  }
}
