package io.kvmsdk.iso.internal.tree;

import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds nodes by their paths. The folders that were met last are kept, so that reading one file
 * after the other does not read their folder each time. Safe for use by several threads.
 *
 * <p>A folder has one place in the tree (ECMA-119 6.8.2); one that shows up in another is refused.
 */
public final class PathLookup {
  /** In bytes of directories: some 12,000 files, at worst 20 MB of nodes. */
  private static final long MAX_KEPT = 2 << 20;

  private final Tree tree;
  private final Node root;
  private final Map<Long, Folder> kept = new LinkedHashMap<>(16, 0.75f, true);
  private final TreeMap<Long, Place> places = new TreeMap<>();
  private long keptBytes;

  /** The block where a folder ends, and the record that leads to it. */
  private record Place(long end, long record) {}

  private record Folder(List<Node> children, Map<String, Node> byName, long bytes) {}

  public PathLookup(Tree tree) {
    this.tree = tree;
    this.root = tree.root();
  }

  /** The node that the names lead to from the root; links are not followed. */
  public Optional<Node> find(List<String> names) {
    Optional<Node> node = Optional.of(root);
    for (String name : names) {
      node = node.filter(Node::directory).flatMap(n -> child(n, name));
    }
    return node;
  }

  public Node root() {
    return root;
  }

  /** What a folder has under that name: the first, if there are several. */
  public Optional<Node> child(Node directory, String name) {
    return Optional.ofNullable(folder(directory).byName().get(key(name)));
  }

  /** What a folder shows, in the order of the image. */
  public List<Node> children(Node directory) {
    return folder(directory).children();
  }

  /** Plain names are compared without regard to case. */
  private String key(String name) {
    return tree.naming() == Naming.PLAIN ? name.toUpperCase(Locale.ROOT) : name;
  }

  private synchronized Folder folder(Node directory) {
    long block = tree.directoryBlock(directory);
    refuseSecondPlace(block, directory);
    Folder folder = kept.get(block);
    if (folder == null) {
      folder = read(directory);
      kept.put(block, folder);
      keptBytes += folder.bytes();
      forgetOldest();
    }
    return folder;
  }

  /** Or a caller that walks a hostile image might do so for ever. */
  private void refuseSecondPlace(long block, Node directory) {
    long record = directory.first().position();
    Place known = places.containsKey(block) ? places.get(block) : claim(block, directory, record);
    if (known.record != record) {
      throw tree.image()
          .broken(
              record, "ECMA-119 6.8.2", "the folder " + directory.name() + " has a second place");
    }
  }

  /** Folders that overlap are of one place: records in common would lead round in a circle. */
  private Place claim(long block, Node directory, long record) {
    long end = block + Math.max(1, ImageBytes.blocks(tree.directorySize(directory)));
    Map.Entry<Long, Place> before = places.lowerEntry(end);
    if (before != null && before.getValue().end > block) {
      return before.getValue();
    }
    Place place = new Place(end, record);
    places.put(block, place);
    return place;
  }

  private Folder read(Node directory) {
    List<Node> children = List.copyOf(tree.children(directory));
    Map<String, Node> byName = new HashMap<>(children.size() * 2);
    children.forEach(n -> byName.putIfAbsent(key(n.name()), n));
    return new Folder(children, byName, tree.directorySize(directory));
  }

  /** The newest is kept, however large it is. */
  private void forgetOldest() {
    Iterator<Folder> oldest = kept.values().iterator();
    while (keptBytes > MAX_KEPT && kept.size() > 1) {
      keptBytes -= oldest.next().bytes();
      oldest.remove();
    }
  }
}
