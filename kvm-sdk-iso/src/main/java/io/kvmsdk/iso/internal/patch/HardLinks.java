package io.kvmsdk.iso.internal.patch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which files of one tree are names for the same data, so that each tells the right number of
 * links. The tree is searched only if a file says that it has more than one.
 */
final class HardLinks {
  private final TreeEditor editor;
  private Map<Long, Set<Item>> byBlock;

  HardLinks(TreeEditor editor) {
    this.editor = editor;
  }

  /** All names of a file, itself included. */
  Set<Item> names(Item item) {
    return counted(item) > 1 ? group(item) : Set.of(item);
  }

  private long counted(Item item) {
    return editor.factory().posix() && item.node().regular()
        ? editor.factory().posix(item, item.draft()).links()
        : 0;
  }

  private Set<Item> group(Item item) {
    Set<Item> group = new LinkedHashSet<>(List.of(item));
    if (item.change() != null) {
      group.addAll(item.change().names(editor.number()));
    } else if (item.node().size() > 0) {
      byBlock().getOrDefault(item.node().first().block(), Set.of()).stream()
          .filter(i -> i.change() == null && i.parent() != null)
          .forEach(group::add);
    }
    return group;
  }

  private Map<Long, Set<Item>> byBlock() {
    if (byBlock == null) {
      byBlock = new HashMap<>();
      List<Folder> folders = new ArrayList<>(List.of(editor.root()));
      for (int i = 0; i < folders.size(); i++) {
        for (Item item : folders.get(i).items()) {
          if (item.node().regular() && item.node().size() > 0) {
            index(item);
          } else if (item.node().directory() && !item.node().attributes().relocated()) {
            folders.add(editor.folder(item));
          }
        }
      }
    }
    return byBlock;
  }

  private void index(Item item) {
    byBlock.computeIfAbsent(item.node().first().block(), b -> new LinkedHashSet<>()).add(item);
  }

  /** Makes {@code link} a name of what {@code existing} shows. */
  void join(Item link, Item existing) {
    if (!editor.factory().posix()) {
      adopt(link, existing.change());
      return;
    }
    Set<Item> names = new LinkedHashSet<>(group(existing));
    names.add(link);
    adopt(link, existing.change());
    if (byBlock != null && link.node().size() > 0) {
      index(link);
    }
    count(names);
  }

  private void adopt(Item link, FileChange change) {
    link.change(change);
    if (change != null) {
      change.names(editor.number()).add(link);
    }
  }

  /** Takes a file out of the group: it is removed, or gets other data. */
  void leave(Item item) {
    Set<Item> others = new LinkedHashSet<>(names(item));
    others.remove(item);
    if (item.change() != null) {
      item.change().names(editor.number()).remove(item);
    }
    count(others);
  }

  private void count(Set<Item> names) {
    for (Item name : names) {
      editor.edit(name, name.draft(), e -> e.links(names.size()));
    }
  }

  /** Lets a file tell that it shares its data no longer. */
  void alone(Item item, long serial) {
    if (counted(item) > 1) {
      editor.edit(
          item,
          item.draft(),
          e -> {
            e.links(1);
            e.serial(serial);
          });
    }
  }
}
