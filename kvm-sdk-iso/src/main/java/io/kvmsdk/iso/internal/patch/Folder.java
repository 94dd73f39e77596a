package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.iso.internal.ecma119.DirectoryExtent;
import io.kvmsdk.iso.internal.ecma119.DirectoryRecord;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.IsoNames;
import io.kvmsdk.iso.internal.ecma119.PathTable;
import io.kvmsdk.iso.internal.susp.ContinuationAreas;
import io.kvmsdk.iso.internal.tree.Naming;
import io.kvmsdk.iso.internal.tree.Tree;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A directory of one tree, loaded to be changed. */
final class Folder {
  private final Tree tree;
  private final Item self;
  private final Draft dot;
  private final Draft dotDot;
  private final long oldBlock;
  private final Set<Item> items = new LinkedHashSet<>();
  private final Map<String, Item> byName = new HashMap<>();
  private final ContinuationAreas areas = new ContinuationAreas();
  private Identifiers identifiers;
  private long block;
  private long size;
  private long areasBlock;
  private PathTable.Entry pathEntry;
  private boolean disturbed;
  private Boolean versions;

  /**
   * @param self this folder's entry in its parent, null for the root
   * @param block of the image; -1 if it has none yet
   * @param size in bytes
   */
  Folder(Tree tree, Item self, Draft dot, Draft dotDot, long block, long size) {
    this.tree = tree;
    this.self = self;
    this.dot = dot;
    this.dotDot = dotDot;
    this.oldBlock = block;
    this.block = block;
    this.size = size;
  }

  /** The folder that shows this one: the root's is the root. */
  Folder parent() {
    return root() ? this : self.parent();
  }

  /** This folder's entry in its parent; null for the root. */
  Item self() {
    return self;
  }

  boolean root() {
    return self == null;
  }

  /** Whether it is in the tree still. */
  boolean live() {
    return root() || self.live();
  }

  /** Where it is now. */
  String path() {
    return root() ? "/" : self.path();
  }

  Collection<Item> items() {
    return items;
  }

  /** The record by which it calls itself. */
  Draft dot() {
    return dot;
  }

  /** The record by which it calls the directory above it. */
  Draft dotDot() {
    return dotDot;
  }

  /** Where it began in the original; -1 if it is new. */
  long oldBlock() {
    return oldBlock;
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
    areasBlock = newBlock + newSize / ImageBytes.BLOCK;
  }

  /** What does not fit into the new records that it holds. */
  ContinuationAreas areas() {
    return areas;
  }

  /** Where its areas begin: right behind it, unless {@link #areasBlock(long)} tells otherwise. */
  long areasBlock() {
    return areasBlock;
  }

  void areasBlock(long block) {
    areasBlock = block;
  }

  PathTable.Entry pathEntry() {
    return pathEntry;
  }

  void pathEntry(PathTable.Entry entry) {
    pathEntry = entry;
  }

  /** The item that shows as {@code name}, or null. */
  Item find(String name, boolean directory) {
    for (String candidate : tree.naming().candidates(name, directory)) {
      Item item = named(candidate);
      if (item != null) {
        return item;
      }
    }
    return null;
  }

  /** The item of exactly that name, or null. */
  Item named(String name) {
    return byName.get(key(name));
  }

  private String key(String name) {
    return tree.naming() == Naming.PLAIN ? name.toUpperCase(Locale.ROOT) : name;
  }

  /** Takes in an item that is there already. A relocated directory is shown elsewhere (RE). */
  void load(Item item) {
    items.add(item);
    item.parent(this);
    if (!item.node().attributes().relocated()) {
      byName.putIfAbsent(key(item.name()), item);
    }
  }

  void add(Item item) {
    load(item);
    disturbed = true;
    if (identifiers != null) {
      identifiers.take(item.draft().identifier());
    }
  }

  void remove(Item item) {
    items.remove(item);
    byName.remove(key(item.name()), item);
    item.parent(null);
    disturbed = true;
    if (identifiers != null) {
      identifiers.free(item.draft().identifier());
    }
  }

  /** An identifier for a new item that no other has. */
  byte[] identifier(String name, boolean directory) {
    if (identifiers == null) {
      identifiers = new Identifiers(tree.naming());
      items.forEach(i -> identifiers.take(i.draft().identifier()));
    }
    return identifiers.next(name, directory, !directory && versions());
  }

  /** Whether the names of its files end with a version, or else those in a folder above. */
  private boolean versions() {
    for (Folder folder = this; versions == null; folder = folder.parent()) {
      versions = folder.versions != null ? folder.versions : folder.versionsHere().orElse(null);
    }
    return versions;
  }

  /** Empty if only a folder above can tell. */
  private Optional<Boolean> versionsHere() {
    Optional<Boolean> ofFirst =
        items.stream()
            .filter(i -> !i.node().directory())
            .findFirst()
            .map(i -> Identifiers.versioned(i.draft().identifier(), tree.naming()));
    return ofFirst.isPresent() || !root() ? ofFirst : Optional.of(!tree.naming().twoBytes());
  }

  /** All records in order: the old ones as they were, the new ones where 9.3 puts them. */
  List<DirectoryRecord> records() {
    boolean twoBytes = tree.naming().twoBytes();
    List<Item> order =
        IsoNames.merge(
            items.stream().filter(i -> !i.placedAnew()).toList(),
            items.stream().filter(Item::placedAnew).toList(),
            i -> i.key(twoBytes));
    List<DirectoryRecord> records = new ArrayList<>(items.size() + 2);
    records.add(dot.record());
    records.add(dotDot.record());
    order.forEach(i -> records.addAll(i.records(tree.shift())));
    return records;
  }

  /** Whether records came, went or changed their length, so that it must be packed anew. */
  boolean restructured() {
    return disturbed
        || block < 0
        || dot.record().position() < 0
        || dotDot.record().position() < 0
        || items.stream()
            .anyMatch(i -> i.records(tree.shift()).stream().anyMatch(r -> r.position() < 0));
  }

  /** Whether it needs more blocks than it has. */
  boolean outgrown() {
    return restructured() && packedSize() > size;
  }

  long packedSize() {
    return DirectoryExtent.packedSize(records());
  }
}
