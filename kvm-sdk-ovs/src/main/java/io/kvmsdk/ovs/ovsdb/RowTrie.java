package io.kvmsdk.ovs.ovsdb;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;

/**
 * A table's rows, immutable: what differs from another by one row shares all the others with it, so
 * that a moment of a large table costs nothing to keep.
 *
 * <p>A trie over the UUID's 128 bits, the last ones first, since these differ soonest; five at each
 * level, each node with a child only for those that are there (Bagwell's array mapped trie).
 */
@SuppressWarnings("ReferenceEquality") // what is the same object need not be compared
final class RowTrie extends AbstractMap<UUID, Row> {
  static final RowTrie EMPTY = new RowTrie(new Node(0, new Object[0]), 0);

  private static final int BITS = 5;

  private final Node root;
  private final int size;

  /**
   * Has a child for each bit of {@code present}.
   *
   * @param children each a {@link Node} or a row's {@link Map.Entry}
   */
  private record Node(int present, Object[] children) {
    int place(int bit) {
      return Integer.bitCount(present & (bit - 1));
    }

    Object child(int bit) {
      return (present & bit) == 0 ? null : children[place(bit)];
    }

    Node with(int bit, Object child) {
      int place = place(bit);
      boolean there = (present & bit) != 0;
      Object[] copy = new Object[children.length + (there ? 0 : 1)];
      System.arraycopy(children, 0, copy, 0, place);
      copy[place] = child;
      int rest = there ? place + 1 : place;
      System.arraycopy(children, rest, copy, place + 1, children.length - rest);
      return new Node(present | bit, copy);
    }

    Node without(int bit) {
      int place = place(bit);
      Object[] copy = new Object[children.length - 1];
      System.arraycopy(children, 0, copy, 0, place);
      System.arraycopy(children, place + 1, copy, place, copy.length - place);
      return new Node(present & ~bit, copy);
    }
  }

  private RowTrie(Node root, int size) {
    this.root = root;
    this.size = size;
  }

  /** A table's rows from a snapshot; null where it has no such table. */
  static RowTrie of(Map<UUID, Row> rows) {
    if (rows instanceof RowTrie trie) {
      return trie;
    }
    RowTrie trie = EMPTY;
    if (rows != null) {
      for (Map.Entry<UUID, Row> row : rows.entrySet()) {
        trie = trie.with(row.getKey(), row.getValue());
      }
    }
    return trie;
  }

  /** Which child a level asks for, as its bit; 26 levels see all of the UUID. */
  private static int bit(UUID uuid, int level) {
    int shift = level * BITS;
    long low = uuid.getLeastSignificantBits();
    long high = uuid.getMostSignificantBits();
    long bits = shift >= 64 ? high >>> (shift - 64) : low >>> shift;
    if (shift < 64 && shift + BITS > 64) {
      bits |= high << (64 - shift);
    }
    return 1 << (int) (bits & 31);
  }

  @Override
  public Row get(Object key) {
    if (!(key instanceof UUID uuid)) {
      return null;
    }
    Object child = root;
    for (int level = 0; child instanceof Node node; level++) {
      child = node.child(bit(uuid, level));
    }
    Map.Entry<UUID, Row> found = entry(child);
    return found != null && found.getKey().equals(uuid) ? found.getValue() : null;
  }

  @Override
  public boolean containsKey(Object key) {
    return get(key) != null;
  }

  @Override
  public int size() {
    return size;
  }

  /** The same rows and this one, in place of the one it had by that UUID. */
  RowTrie with(UUID uuid, Row row) {
    Row before = get(uuid);
    return before == row
        ? this
        : new RowTrie(with(root, 0, Map.entry(uuid, row)), before == null ? size + 1 : size);
  }

  private static Node with(Node node, int level, Map.Entry<UUID, Row> row) {
    int bit = bit(row.getKey(), level);
    Object child = node.child(bit);
    boolean free =
        child == null || (!(child instanceof Node) && entry(child).getKey().equals(row.getKey()));
    return node.with(bit, free ? row : with(inner(child, level + 1), level + 1, row));
  }

  /** The same rows but the one of that UUID. */
  RowTrie without(UUID uuid) {
    return containsKey(uuid) ? new RowTrie(without(root, 0, uuid), size - 1) : this;
  }

  private static Node without(Node node, int level, UUID uuid) {
    int bit = bit(uuid, level);
    if (!(node.child(bit) instanceof Node inner)) {
      return node.without(bit);
    }
    Node less = without(inner, level + 1, uuid);
    // A row alone moves up, so that what was added and removed leaves no trace.
    boolean alone = less.children.length == 1 && !(less.children[0] instanceof Node);
    return node.with(bit, alone ? less.children[0] : less);
  }

  /**
   * Gives each row that differs, as it was and as it is, null where it is not there. What both
   * tables share is not looked at, so this costs as much as what has changed.
   */
  static void differences(RowTrie before, RowTrie after, BiConsumer<Row, Row> each) {
    if (before != after) {
      differences(before.root, after.root, 0, each);
    }
  }

  private static void differences(
      Object before, Object after, int level, BiConsumer<Row, Row> each) {
    if (before == after) {
      return;
    }
    if (before instanceof Node a && after instanceof Node b) {
      for (int rest = a.present | b.present; rest != 0; rest &= rest - 1) {
        int bit = Integer.lowestOneBit(rest);
        differences(a.child(bit), b.child(bit), level + 1, each);
      }
    } else if (before instanceof Node || after instanceof Node) {
      differences(inner(before, level), inner(after, level), level, each);
    } else {
      rows(entry(before), entry(after), each);
    }
  }

  /** A row that has a place to itself, as the node it would be with others below it. */
  private static Node inner(Object child, int level) {
    if (child instanceof Node node) {
      return node;
    }
    return child == null ? EMPTY.root : with(EMPTY.root, level, entry(child));
  }

  private static void rows(
      Map.Entry<UUID, Row> before, Map.Entry<UUID, Row> after, BiConsumer<Row, Row> each) {
    if (before == null || after == null || !before.getKey().equals(after.getKey())) {
      if (before != null) {
        each.accept(before.getValue(), null);
      }
      if (after != null) {
        each.accept(null, after.getValue());
      }
    } else if (!before.getValue().equals(after.getValue())) {
      each.accept(before.getValue(), after.getValue());
    }
  }

  @SuppressWarnings("unchecked")
  private static Map.Entry<UUID, Row> entry(Object child) {
    return (Map.Entry<UUID, Row>) child;
  }

  @Override
  public Set<Map.Entry<UUID, Row>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Map.Entry<UUID, Row>> iterator() {
        return new Entries(root);
      }

      @Override
      public int size() {
        return size;
      }
    };
  }

  private static final class Entries implements Iterator<Map.Entry<UUID, Row>> {
    private final Deque<Object> ahead = new ArrayDeque<>();

    Entries(Node root) {
      unfold(root);
    }

    private void unfold(Node node) {
      for (int i = node.children.length - 1; i >= 0; i--) {
        ahead.push(node.children[i]);
      }
    }

    @Override
    public boolean hasNext() {
      return !ahead.isEmpty();
    }

    @Override
    public Map.Entry<UUID, Row> next() {
      if (ahead.isEmpty()) {
        throw new NoSuchElementException();
      }
      Object next = ahead.pop();
      while (next instanceof Node node) {
        unfold(node);
        next = ahead.pop();
      }
      return entry(next);
    }
  }
}
