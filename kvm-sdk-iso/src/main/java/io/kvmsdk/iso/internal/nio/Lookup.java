package io.kvmsdk.iso.internal.nio;

import io.kvmsdk.iso.internal.tree.Node;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Finds what a path means to a process whose root is that of the image: an absolute link starts
 * there, and its parent is itself.
 */
final class Lookup {
  /** As Linux has it (path_resolution(7)). */
  private static final int MAX_LINKS = 40;

  private final Folders folders;
  private final Node root;
  private final String path;
  private final boolean follow;
  private final Deque<String> ahead;
  private final List<Node> way = new ArrayList<>();
  private int links;

  private Lookup(Folders folders, Node root, ImagePath path, boolean follow) {
    this.folders = folders;
    this.root = root;
    this.path = path.toString();
    this.follow = follow;
    this.ahead = new ArrayDeque<>(path.toAbsolutePath().names());
  }

  /**
   * The nodes from below the root to the one that {@code path} means; none for the root.
   *
   * @param follow whether a link at the end is followed; those before the end always are
   */
  static List<Node> find(Folders folders, Node root, ImagePath path, boolean follow)
      throws IOException {
    Lookup lookup = new Lookup(folders, root, path, follow);
    while (!lookup.ahead.isEmpty()) {
      lookup.step(lookup.ahead.pop());
    }
    return lookup.way;
  }

  private Node here() {
    return way.isEmpty() ? root : way.get(way.size() - 1);
  }

  private void step(String name) throws FileSystemException {
    if (!here().directory()) {
      throw new NotDirectoryException(path);
    }
    switch (name) {
      case "." -> {}
      case ".." -> leave();
      default -> enter(name);
    }
  }

  private void leave() {
    if (!way.isEmpty()) {
      way.remove(way.size() - 1);
    }
  }

  private void enter(String name) throws FileSystemException {
    Node node = folders.child(here(), name).orElseThrow(() -> new NoSuchFileException(path));
    if (node.link() && (follow || !ahead.isEmpty())) {
      follow(node.attributes().linkTarget());
    } else {
      way.add(node);
    }
  }

  private void follow(String target) throws FileSystemException {
    if (++links > MAX_LINKS) {
      throw new FileSystemLoopException(path);
    }
    if (target.isEmpty()) {
      throw new NoSuchFileException(path);
    }
    if (target.startsWith("/")) {
      way.clear();
    }
    List<String> names = ImagePath.split(target);
    for (int i = names.size() - 1; i >= 0; i--) {
      ahead.push(names.get(i));
    }
  }
}
