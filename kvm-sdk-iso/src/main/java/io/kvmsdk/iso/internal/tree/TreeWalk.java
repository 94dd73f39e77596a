package io.kvmsdk.iso.internal.tree;

import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Walks a tree without recursion; a folder that is met twice is a loop, and refused. */
public final class TreeWalk implements Iterator<TreeWalk.Step> {
  private final ImageBytes image;
  private final Tree tree;
  private final Set<Long> visited = new HashSet<>();
  private final Deque<Iterator<Step>> open = new ArrayDeque<>();

  /** A node, and where it is. */
  public record Step(String path, Node node) {}

  private TreeWalk(ImageBytes image, Tree tree, Node top) {
    this.image = image;
    this.tree = tree;
    enter("", top);
  }

  /** All nodes but the root, each folder before its content; folders are read as they come. */
  public static Stream<Step> of(ImageBytes image, Tree tree) {
    return of(image, tree, tree.root());
  }

  /** As {@link #of(ImageBytes, Tree)}, of what lies below the folder {@code top}. */
  public static Stream<Step> of(ImageBytes image, Tree tree, Node top) {
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(
            new TreeWalk(image, tree, top), Spliterator.ORDERED | Spliterator.NONNULL),
        false);
  }

  @Override
  public boolean hasNext() {
    while (!open.isEmpty() && !open.peek().hasNext()) {
      open.pop();
    }
    return !open.isEmpty();
  }

  @Override
  public Step next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Step step = open.peek().next();
    if (step.node().directory()) {
      enter(step.path(), step.node());
    }
    return step;
  }

  private void enter(String path, Node directory) {
    long block = tree.directoryBlock(directory);
    if (!visited.add(block)) {
      throw image.broken(
          block * ImageBytes.BLOCK,
          "ECMA-119 6.8.2",
          "the folder " + path + " has been met before: the tree has a loop");
    }
    open.push(
        tree.children(directory).stream().map(n -> new Step(path + "/" + n.name(), n)).iterator());
  }
}
