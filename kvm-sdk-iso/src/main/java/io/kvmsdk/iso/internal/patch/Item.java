package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.iso.internal.ecma119.DirectoryRecord;
import io.kvmsdk.iso.internal.ecma119.IsoNames;
import io.kvmsdk.iso.internal.rockridge.RockRidge;
import io.kvmsdk.iso.internal.tree.Node;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** One entry of a {@link Folder} that is being changed. */
final class Item {
  /** The twin of what another tree does not show. */
  static final Item NONE = new Item(new Node("", List.of(), RockRidge.NONE), null, false);

  private final Node node;
  private final Draft draft;
  private final boolean added;
  private String name;
  private boolean placedAnew;
  private IsoNames.Key key;
  private Folder parent;
  private FileChange change;
  private Folder folder;
  private Item[] twins = {};

  /**
   * @param added whether the original lacks it
   */
  Item(Node node, Draft draft, boolean added) {
    this.node = node;
    this.draft = draft;
    this.added = added;
    this.placedAnew = added;
    this.name = node.name();
  }

  /** The entry as it was read, or first made. Its name may have changed since. */
  Node node() {
    return node;
  }

  /** The record of its first section. */
  Draft draft() {
    return draft;
  }

  String name() {
    return name;
  }

  /** Gives another name, by which the folder must sort it anew. */
  void rename(String newName, byte[] identifier) {
    name = newName;
    draft.identifier(identifier);
    key = null;
    placedAnew = true;
  }

  boolean added() {
    return added;
  }

  /** Whether it has no place among the records of the original. */
  boolean placedAnew() {
    return placedAnew;
  }

  /** Its place in the order of 9.3. */
  IsoNames.Key key(boolean twoBytes) {
    if (key == null) {
      key = IsoNames.Key.of(draft.identifier(), twoBytes);
    }
    return key;
  }

  /** The folder that it is in; null once it is removed. */
  Folder parent() {
    return parent;
  }

  void parent(Folder newParent) {
    parent = newParent;
  }

  /** Whether it is in the tree still. */
  boolean live() {
    return parent != null;
  }

  /** Where it is now. */
  String path() {
    Deque<String> names = new ArrayDeque<>();
    for (Item i = this; i != null; i = i.parent.self()) {
      names.push(i.name);
    }
    return "/" + String.join("/", names);
  }

  DirectoryRecord record() {
    return draft.record();
  }

  /**
   * The records of all its sections.
   *
   * @param shift the block of the image that the tree calls 0
   */
  List<DirectoryRecord> records(long shift) {
    List<DirectoryRecord> old = node.records();
    if (change != null) {
      return change.records(record(), old.size() == 1, shift);
    } else if (old.size() == 1) {
      return List.of(record());
    }
    return draft.changed() ? old.stream().map(r -> record().withSection(r)).toList() : old;
  }

  /** The new data, or null. */
  FileChange change() {
    return change;
  }

  void change(FileChange newChange) {
    change = newChange;
  }

  /** Whether it is a file whose data may stay where it was in the original. */
  boolean keepsData() {
    return node.regular() && node.size() > 0;
  }

  /** The folder's content if it has been looked into, or else null. */
  Folder folder() {
    return folder;
  }

  void folder(Folder loaded) {
    folder = loaded;
  }

  /** What shows the same in another tree: {@link #NONE}, or null while it is not known. */
  Item twin(int tree) {
    return tree < twins.length ? twins[tree] : null;
  }

  void twin(int tree, Item twin) {
    if (tree >= twins.length) {
      twins = Arrays.copyOf(twins, tree + 1);
    }
    twins[tree] = twin;
  }
}
