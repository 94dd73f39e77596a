package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.iso.internal.ecma119.DirectoryExtent;
import io.kvmsdk.iso.internal.ecma119.DirectoryRecord;
import io.kvmsdk.iso.internal.ecma119.IsoNames;
import io.kvmsdk.iso.internal.ecma119.PathTable;
import io.kvmsdk.iso.internal.tree.Naming;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A directory of one tree, loaded to be changed. */
final class Folder {
  private final Naming naming;
  private final Folder parent;
  private final Item self;
  private final List<Item> items = new ArrayList<>();
  private final Map<String, Item> byName = new HashMap<>();
  private DirectoryRecord dot;
  private DirectoryRecord dotDot;
  private long block;
  private long size;
  private PathTable.Entry pathEntry;
  private boolean restructured;
  private boolean dotRehomed;

  /**
   * @param parent null for the root
   * @param self this folder's entry in its parent, null for the root
   * @param block of the image; -1 if it has none yet
   * @param size in bytes
   */
  Folder(
      Naming naming,
      Folder parent,
      Item self,
      DirectoryRecord dot,
      DirectoryRecord dotDot,
      long block,
      long size) {
    this.naming = naming;
    this.parent = parent;
    this.self = self;
    this.dot = dot;
    this.dotDot = dotDot;
    this.block = block;
    this.size = size;
    this.restructured = block < 0;
  }

  Folder parent() {
    return parent == null ? this : parent;
  }

  /** This folder's entry in its parent; null for the root. */
  Item self() {
    return self;
  }

  boolean root() {
    return self == null;
  }

  /** For messages. */
  String path() {
    return root() ? "/" : (parent.root() ? "" : parent.path()) + "/" + self.name();
  }

  List<Item> items() {
    return items;
  }

  DirectoryRecord dot() {
    return dot;
  }

  DirectoryRecord dotDot() {
    return dotDot;
  }

  void dots(DirectoryRecord newDot, DirectoryRecord newDotDot) {
    dot = newDot;
    dotDot = newDotDot;
  }

  /** Gives it a record of its own whose continuation area is written anew. */
  void rehomeDot(DirectoryRecord newDot) {
    dot = newDot;
    dotRehomed = true;
  }

  boolean dotRehomed() {
    return dotRehomed;
  }

  long block() {
    return block;
  }

  long size() {
    return size;
  }

  void place(long newBlock, long newSize) {
    block = newBlock;
    size = newSize;
  }

  PathTable.Entry pathEntry() {
    return pathEntry;
  }

  void pathEntry(PathTable.Entry entry) {
    pathEntry = entry;
  }

  /** Whether records came, went or changed their length, so that it must be packed anew. */
  boolean restructured() {
    return restructured;
  }

  /** The item that shows as {@code name}, or null. */
  Item find(String name, boolean directory) {
    for (String candidate : naming.candidates(name, directory)) {
      Item item = byName.get(key(candidate));
      if (item != null) {
        return item;
      }
    }
    return null;
  }

  private String key(String name) {
    return naming == Naming.PLAIN ? name.toUpperCase(Locale.ROOT) : name;
  }

  /** Takes in an item that is there already. */
  void load(Item item) {
    items.add(item);
    byName.putIfAbsent(key(item.name()), item);
  }

  void add(Item item) {
    load(item);
    restructured = true;
  }

  void remove(Item item) {
    items.remove(item);
    byName.remove(key(item.name()), item);
    restructured = true;
  }

  /** Gives an item other records. */
  void update(Item item, List<DirectoryRecord> records) {
    restructured |= records.size() != item.records().size();
    item.records(records);
  }

  /** All records in order: the old ones as they were, the new ones where 9.3 puts them. */
  List<DirectoryRecord> records() {
    List<Item> order = new ArrayList<>(items.stream().filter(i -> !i.added()).toList());
    List<Item> added = new ArrayList<>(items.stream().filter(Item::added).toList());
    added.sort(this::compare);
    int at = 0;
    for (Item item : added) {
      while (at < order.size() && compare(order.get(at), item) <= 0) {
        at++;
      }
      order.add(at++, item);
    }
    List<DirectoryRecord> records = new ArrayList<>(List.of(dot, dotDot));
    order.forEach(i -> records.addAll(i.records()));
    return records;
  }

  private int compare(Item a, Item b) {
    return IsoNames.compare(a.record().identifier(), b.record().identifier(), naming.twoBytes());
  }

  long packedSize() {
    return DirectoryExtent.packedSize(records());
  }
}
