package io.kvmsdk.iso.internal.build;

import io.kvmsdk.iso.internal.ecma119.DirectoryExtent;
import io.kvmsdk.iso.internal.ecma119.DirectoryRecord;
import io.kvmsdk.iso.internal.ecma119.FileSections;
import io.kvmsdk.iso.internal.ecma119.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A folder as one hierarchy records it. */
final class NewDirectory {
  /** The bytes of a path table record before the identifier. */
  private static final int PATH_TABLE_FIXED = 8;

  private final NewNode node;
  private final NewDirectory parent;
  private final byte[] identifier;
  private DirectoryRecord itself;
  private DirectoryRecord above;
  private List<Child> children = List.of();
  private int number;
  private long block;
  private long size;

  /**
   * What a folder holds.
   *
   * @param record complete but for its extent
   * @param directory null unless it is one
   */
  record Child(NewNode node, DirectoryRecord record, NewDirectory directory) {}

  /**
   * @param parent null for the root
   */
  NewDirectory(NewNode node, NewDirectory parent, byte[] identifier) {
    this.node = node;
    this.parent = parent;
    this.identifier = identifier;
  }

  NewNode node() {
    return node;
  }

  /** The folder above; that above the root is the root. */
  NewNode parentNode() {
    return parent == null ? node : parent.node;
  }

  /** Where it begins. */
  long block() {
    return block;
  }

  void block(long newBlock) {
    block = newBlock;
  }

  /** Its place in the path table, from 1 on. */
  void number(int newNumber) {
    number = newNumber;
  }

  /** By which its path table lists it (ECMA-119 9.4). */
  byte[] pathTableRecord(boolean bigEndian) {
    byte[] r = new byte[PATH_TABLE_FIXED + identifier.length + identifier.length % 2];
    r[0] = (byte) identifier.length;
    int above = parent == null ? number : parent.number;
    if (bigEndian) {
      Numbers.putBe32(r, 2, block);
      Numbers.putBe16(r, 6, above);
    } else {
      Numbers.putLe32(r, 2, block);
      Numbers.putLe16(r, 6, above);
    }
    System.arraycopy(identifier, 0, r, PATH_TABLE_FIXED, identifier.length);
    return r;
  }

  List<NewDirectory> directories() {
    return children.stream().map(Child::directory).filter(d -> d != null).toList();
  }

  /**
   * Tells all records; the folder's size is known from now on.
   *
   * @param ownRecord by which it calls itself, ECMA-119 6.8.2.2
   * @param parentRecord by which it calls its parent
   */
  void fill(DirectoryRecord ownRecord, DirectoryRecord parentRecord, List<Child> all) {
    itself = ownRecord;
    above = parentRecord;
    children = all;
    size = DirectoryExtent.packedSize(records());
  }

  /** In bytes, a multiple of the block. */
  long size() {
    return size;
  }

  /**
   * The records with the extents known so far.
   *
   * @param located completes a record's system use area
   */
  byte[] bytes(UnaryOperator<DirectoryRecord> located) {
    return DirectoryExtent.pack(records().stream().map(located).toList());
  }

  private List<DirectoryRecord> records() {
    List<DirectoryRecord> records = new ArrayList<>();
    records.add(placed(itself, this));
    records.add(placed(above, parent == null ? this : parent));
    for (Child c : children) {
      if (c.directory == null) {
        records.addAll(FileSections.records(c.record, c.node.block(), c.node.content().size()));
      } else {
        records.add(placed(c.record, c.directory));
      }
    }
    return records;
  }

  private static DirectoryRecord placed(DirectoryRecord record, NewDirectory directory) {
    return record.withExtent(directory.block, directory.size);
  }
}
