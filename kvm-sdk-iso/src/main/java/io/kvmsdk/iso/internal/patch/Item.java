package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.iso.internal.ecma119.DirectoryRecord;
import io.kvmsdk.iso.internal.tree.Node;
import java.util.List;

/** One entry of a {@link Folder} that is being changed. */
final class Item {
  private final Node node;
  private final boolean added;
  private List<DirectoryRecord> records;
  private FileChange change;
  private Folder folder;
  private boolean rehomed;

  /**
   * @param added whether the original lacks it
   */
  Item(Node node, boolean added) {
    this.node = node;
    this.added = added;
    this.records = node.records();
  }

  /** The entry as it was read, or first made. */
  Node node() {
    return node;
  }

  String name() {
    return node.name();
  }

  boolean added() {
    return added;
  }

  List<DirectoryRecord> records() {
    return records;
  }

  DirectoryRecord record() {
    return records.get(0);
  }

  void records(List<DirectoryRecord> newRecords) {
    records = newRecords;
  }

  /** Gives an old item a record whose continuation area is written anew. */
  void rehome(DirectoryRecord record) {
    records = List.of(record);
    rehomed = true;
  }

  /** Whether the record's continuation area, if any, is written anew. */
  boolean rehomed() {
    return rehomed;
  }

  /** The new data, or null. */
  FileChange change() {
    return change;
  }

  void change(FileChange newChange) {
    change = newChange;
  }

  /** The folder's content if it has been looked into, or else null. */
  Folder folder() {
    return folder;
  }

  void folder(Folder loaded) {
    folder = loaded;
  }
}
