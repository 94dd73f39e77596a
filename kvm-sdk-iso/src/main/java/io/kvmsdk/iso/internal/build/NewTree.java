package io.kvmsdk.iso.internal.build;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.iso.internal.patch.Content;
import io.kvmsdk.iso.internal.tree.IsoPath;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Everything that a new image shall hold. Folders above what is added are made where missing. */
public final class NewTree {
  private static final int READ_ONLY = 0444;
  private static final int PERMISSIONS = 07777;

  private final Instant time;
  private final NewNode root;

  /**
   * An empty tree.
   *
   * @param time of all that is not given another
   */
  public NewTree(Instant time) {
    this.time = time;
    this.root = NewNode.folder("", time);
  }

  /** Adds a file that all may read. */
  public void addFile(String path, Content content) {
    addFile(IsoPath.names(path), READ_ONLY, time, content);
  }

  void addFile(List<String> names, int permissions, Instant modified, Content content) {
    parent(names).add(NewNode.file(last(names), permissions, modified, content));
  }

  /** Adds a symbolic link. */
  public void addLink(String path, String target) {
    addLink(IsoPath.names(path), target, time);
  }

  void addLink(List<String> names, String target, Instant modified) {
    IsoPath.checkLinkTarget(IsoPath.join(names), target);
    parent(names).add(NewNode.link(last(names), target, modified));
  }

  /** Adds a folder; nothing happens if it is there. */
  public void addFolder(String path) {
    addFolder(IsoPath.names(path), time);
  }

  void addFolder(List<String> names, Instant modified) {
    folder(names, modified);
  }

  /** Changes the permissions of what was added. */
  public void chmod(String path, int permissions) {
    if ((permissions & ~PERMISSIONS) != 0) {
      throw InvalidSpecException.of(
          Subject.of("file", path), "permissions are 0 to 07777, not 0%o".formatted(permissions));
    }
    find(path)
        .orElseThrow(
            () ->
                new NotFoundException(
                    Subject.of("file", path), "nothing was added at this path", "Add it first"))
        .permissions(permissions);
  }

  Optional<NewNode> find(String path) {
    NewNode node = root;
    for (String name : IsoPath.names(path)) {
      node = node == null ? null : node.child(name);
    }
    return Optional.ofNullable(node);
  }

  NewNode root() {
    return root;
  }

  /** All files, in the order of paths. */
  List<NewNode> files() {
    List<NewNode> files = new ArrayList<>();
    Deque<NewNode> todo = new ArrayDeque<>(List.of(root));
    while (!todo.isEmpty()) {
      NewNode node = todo.pop();
      if (node.file()) {
        files.add(node);
      }
      List<NewNode> children = new ArrayList<>(node.children());
      Collections.reverse(children);
      children.forEach(todo::push);
    }
    return files;
  }

  private NewNode parent(List<String> names) {
    if (names.isEmpty()) {
      throw InvalidSpecException.of(Subject.of("path", "/"), "the root is a folder already");
    }
    NewNode folder = folder(names.subList(0, names.size() - 1), time);
    if (folder.child(last(names)) != null) {
      throw new AlreadyExistsException(
          Subject.of("file", IsoPath.join(names)), "it was added already", "Add it once");
    }
    return folder;
  }

  private NewNode folder(List<String> names, Instant modified) {
    NewNode folder = root;
    for (int i = 0; i < names.size(); i++) {
      NewNode child = folder.child(names.get(i));
      if (child == null) {
        child = NewNode.folder(names.get(i), i == names.size() - 1 ? modified : time);
        folder.add(child);
      } else if (!child.folder()) {
        throw new AlreadyExistsException(
            Subject.of("file", IsoPath.join(names.subList(0, i + 1))),
            "a file or link was added where a folder is wanted",
            "Choose another path");
      }
      folder = child;
    }
    return folder;
  }

  private static String last(List<String> names) {
    return names.get(names.size() - 1);
  }
}
