package io.kvmsdk.iso.internal.nio;

import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.tree.Naming;
import io.kvmsdk.iso.internal.tree.Node;
import io.kvmsdk.iso.internal.tree.Tree;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What folders hold, by name. Those that were used last are kept, since a walk asks for the same
 * one again and again. Safe for use by several threads.
 *
 * <p>A folder has one place in the tree (ECMA-119 6.8.2). One that shows up in a second place is
 * refused, or a walk through a hostile image might take for ever.
 */
final class Folders {
  private static final int MAX_KEPT = 100_000;

  private final ImageBytes image;
  private final Tree tree;
  private final Map<Long, Map<String, Node>> kept = new LinkedHashMap<>(16, 0.75f, true);
  private final TreeMap<Long, Place> places = new TreeMap<>();
  private int nodes;

  /** The block where a folder ends, and the record that leads to it. */
  private record Place(long end, long record) {}

  Folders(ImageBytes image, Tree tree) {
    this.image = image;
    this.tree = tree;
  }

  /** Everything in {@code folder}, in the order of the image. */
  List<Node> list(Node folder) {
    return List.copyOf(content(folder).values());
  }

  Optional<Node> child(Node folder, String name) {
    return Optional.ofNullable(content(folder).get(key(name)));
  }

  /** Plain names are compared without regard to case. */
  private String key(String name) {
    return tree.naming() == Naming.PLAIN ? name.toLowerCase(Locale.ROOT) : name;
  }

  private synchronized Map<String, Node> content(Node folder) {
    long block = tree.directoryBlock(folder);
    refuseSecondPlace(block, folder);
    Map<String, Node> content = kept.get(block);
    if (content == null) {
      content = read(folder);
      kept.put(block, content);
      nodes += content.size();
      forget();
    }
    return content;
  }

  private void refuseSecondPlace(long block, Node folder) {
    long record = folder.first().position();
    Place known = places.containsKey(block) ? places.get(block) : claim(block, folder, record);
    if (known.record != record) {
      throw image.broken(
          record, "ECMA-119 6.8.2", "the folder " + folder.name() + " has a second place");
    }
  }

  /** Folders that overlap are of one place: records in common would lead round in a circle. */
  private Place claim(long block, Node folder, long record) {
    long end = block + Math.max(1, ImageBytes.blocks(tree.directorySize(folder)));
    Map.Entry<Long, Place> before = places.lowerEntry(end);
    if (before != null && before.getValue().end > block) {
      return before.getValue();
    }
    Place place = new Place(end, record);
    places.put(block, place);
    return place;
  }

  /** Of two entries with one name the first counts. */
  private Map<String, Node> read(Node folder) {
    Map<String, Node> content = new LinkedHashMap<>();
    tree.children(folder).forEach(n -> content.putIfAbsent(key(n.name()), n));
    return content;
  }

  private void forget() {
    Iterator<Map<String, Node>> oldest = kept.values().iterator();
    while (nodes > MAX_KEPT && oldest.hasNext()) {
      nodes -= oldest.next().size();
      oldest.remove();
    }
  }
}
