package io.kvmsdk.iso.internal.tree;

import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Walks a tree without recursion. Folders that share blocks are refused: the tree has a loop, or
 * says more than the image can hold.
 */
public final class TreeWalk implements Iterator<TreeWalk.Step> {
  /** In characters, as much as any system allows: each path holds all names above it. */
  private static final int MAX_PATH = 1 << 15;

  private final ImageBytes image;
  private final Tree tree;
  private final Predicate<Step> enter;
  private final TreeMap<Long, Long> visited = new TreeMap<>();
  private final Deque<Level> open = new ArrayDeque<>();

  /** A node, and where it is. */
  public record Step(String path, Node node) {}

  /** A folder that is being listed. */
  private static final class Level {
    private final String prefix;
    private final List<Node> nodes;
    private int next;

    Level(String prefix, List<Node> nodes) {
      this.prefix = prefix;
      this.nodes = nodes;
    }

    boolean done() {
      return next == nodes.size();
    }

    Step step() {
      Node node = nodes.get(next++);
      return new Step(prefix + node.name(), node);
    }
  }

  private TreeWalk(ImageBytes image, Tree tree, Step start, Predicate<Step> enter) {
    this.image = image;
    this.tree = tree;
    this.enter = enter;
    enter(start);
  }

  /** All nodes but the root, each folder before its content; folders are read as they come. */
  public static Stream<Step> of(ImageBytes image, Tree tree) {
    return of(image, tree, new Step("", tree.root()), step -> true);
  }

  /**
   * All nodes below a folder.
   *
   * @param start the folder, the root's path being empty
   * @param enter which of the folders below it to look into
   */
  public static Stream<Step> of(ImageBytes image, Tree tree, Step start, Predicate<Step> enter) {
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(
            new TreeWalk(image, tree, start, enter), Spliterator.ORDERED | Spliterator.NONNULL),
        false);
  }

  @Override
  public boolean hasNext() {
    while (!open.isEmpty() && open.peek().done()) {
      open.pop();
    }
    return !open.isEmpty();
  }

  @Override
  public Step next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Step step = open.peek().step();
    if (step.node().directory() && enter.test(step)) {
      enter(step);
    }
    return step;
  }

  private void enter(Step directory) {
    if (directory.path().length() > MAX_PATH) {
      throw image.broken(
          directory.node().first().position(),
          "ECMA-119 6.8.2.1",
          "a path of more than " + MAX_PATH + " characters leads to this folder");
    }
    long first = tree.directoryBlock(directory.node());
    long end = first + Math.max(1, ImageBytes.blocks(tree.directorySize(directory.node())));
    Map.Entry<Long, Long> before = visited.lowerEntry(end);
    if (before != null && before.getValue() > first) {
      throw image.broken(
          first * ImageBytes.BLOCK,
          "ECMA-119 6.8.2",
          "the folder "
              + directory.path()
              + " has blocks of one that was met before: the tree has a loop");
    }
    visited.put(first, end);
    open.push(new Level(directory.path() + "/", tree.children(directory.node())));
  }
}
