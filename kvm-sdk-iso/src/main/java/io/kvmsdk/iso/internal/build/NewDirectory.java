package io.kvmsdk.iso.internal.build;

import io.kvmsdk.iso.internal.ecma119.DirectoryExtent;
import io.kvmsdk.iso.internal.ecma119.DirectoryRecord;
import io.kvmsdk.iso.internal.ecma119.FileSections;
import io.kvmsdk.iso.internal.ecma119.PathTable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A folder as one hierarchy records it. */
final class NewDirectory {
  private final NewNode node;
  private final NewDirectory parent;
  private final PathTable.Entry pathEntry;
  private DirectoryRecord itself;
  private DirectoryRecord above;
  private List<Child> children = List.of();
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
  NewDirectory(NewNode node, NewDirectory parent, PathTable.Entry pathEntry) {
    this.node = node;
    this.parent = parent;
    this.pathEntry = pathEntry;
  }

  NewNode node() {
    return node;
  }

  /** The folder above; that above the root is the root. */
  NewNode parentNode() {
    return parent == null ? node : parent.node;
  }

  PathTable.Entry pathEntry() {
    return pathEntry;
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
    return record.withExtent(directory.pathEntry.block(), directory.size);
  }
}
