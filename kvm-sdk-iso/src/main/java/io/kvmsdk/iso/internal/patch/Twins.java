package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.iso.internal.joliet.JolietNames;
import io.kvmsdk.iso.internal.tree.Naming;
import io.kvmsdk.iso.internal.tree.Node;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * Finds what shows in the other trees the file or folder of the preferred one: by its name, or, as
 * trees with shorter names mangle them each in its own way, by its data.
 */
final class Twins {
  /** How far down a folder's data is looked for, to tell it from its neighbours. */
  private static final int MAX_DEPTH = 8;

  private final TreeEditor preferred;

  Twins(TreeEditor preferred) {
    this.preferred = preferred;
  }

  /** The folder that shows {@code folder} in another tree, or null. */
  Folder folder(TreeEditor editor, Folder folder) {
    if (editor == preferred || folder == null) {
      return folder;
    }
    return folder.root() ? editor.root() : editor.folder(item(editor, folder.self()));
  }

  /** The entry that shows {@code item} in another tree, or null. */
  Item item(TreeEditor editor, Item item) {
    if (editor == preferred) {
      return item;
    }
    unknown(editor, item).forEach(i -> i.twin(editor.number(), search(editor, i)));
    Item known = item.twin(editor.number());
    return known == Item.NONE || known.parent() == null ? null : known;
  }

  /** What must be known first, from the top down: paths are deeper than stacks. */
  private static Deque<Item> unknown(TreeEditor editor, Item item) {
    Deque<Item> unknown = new ArrayDeque<>();
    for (Item i = item; i != null && i.twin(editor.number()) == null; ) {
      unknown.push(i);
      i = i.added() || !i.live() ? null : i.parent().self();
    }
    return unknown;
  }

  /** The folder's own twin is known by now. */
  private Item search(TreeEditor editor, Item item) {
    Folder folder = item.added() ? null : folder(editor, item.parent());
    Item found = folder == null ? null : find(editor, folder, item);
    return found == null ? Item.NONE : found;
  }

  private Item find(TreeEditor editor, Folder folder, Item item) {
    Item named = folder.named(item.node().name());
    if (named != null && sameKind(named.node(), item.node())) {
      return named;
    }
    if (wouldBeNamed(editor, folder, item.node().name())) {
      return null;
    }
    Item likely = folder.find(item.node().name(), item.node().directory());
    List<Item> like =
        folder.items().stream()
            .filter(i -> !i.added() && sameKind(i.node(), item.node()))
            .filter(i -> data(editor, i, 0) == data(preferred, item, 0))
            .sorted(Comparator.comparing(i -> i != likely))
            .toList();
    boolean telling = data(preferred, item, 0) >= 0;
    return like.isEmpty() || (!telling && like.get(0) != likely) ? null : like.get(0);
  }

  /** Whether what shows an item had to have its name: what shares its data then is another file. */
  private static boolean wouldBeNamed(TreeEditor editor, Folder folder, String name) {
    return editor.tree().naming() == Naming.JOLIET
        && JolietNames.kept(name)
        && folder.items().stream().noneMatch(i -> i.node().name().equalsIgnoreCase(name));
  }

  private static boolean sameKind(Node a, Node b) {
    return a.directory() == b.directory() && a.link() == b.link() && a.regular() == b.regular();
  }

  /** Where a file's data begins, or that of the first file in a folder; -1 if there is none. */
  private static long data(TreeEditor editor, Item item, int depth) {
    if (item.node().regular()) {
      return item.node().size() == 0 ? -1 : item.node().first().block() + editor.tree().shift();
    }
    Folder folder = depth == MAX_DEPTH ? null : editor.folder(item);
    return folder == null
        ? -1
        : folder.items().stream()
            .filter(i -> !i.added())
            .mapToLong(i -> data(editor, i, depth + 1))
            .filter(block -> block >= 0)
            .min()
            .orElse(-1);
  }
}
