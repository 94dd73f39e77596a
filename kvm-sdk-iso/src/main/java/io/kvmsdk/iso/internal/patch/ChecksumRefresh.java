package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.iso.internal.tree.Node;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps {@code md5sum.txt} true. It lists links by what they lead to, so that a changed file may
 * have several lines: those with its old digest whose path leads to it.
 */
final class ChecksumRefresh {
  private static final int MAX_LINKS = 40;

  private final ImageEditor editor;
  private final ChecksumList list;

  private ChecksumRefresh(ImageEditor editor, ChecksumList list) {
    this.editor = editor;
    this.list = list;
  }

  /** Does nothing where there is no list, or where the user has written one. */
  static void run(ImageEditor editor) {
    Item file = editor.find(ChecksumList.PATH);
    boolean ours = file != null && file.node().regular() && file.change() == null;
    if (!ours || (editor.changes().isEmpty() && editor.removed().isEmpty())) {
      return;
    }
    ChecksumList list = ChecksumList.parse(editor.bytes(file));
    new ChecksumRefresh(editor, list).refresh();
    editor.replace(ChecksumList.PATH, Content.of(list.encode()));
  }

  private void refresh() {
    Map<String, String> before = new HashMap<>();
    editor.changes().keySet().forEach(p -> before.put(p, oldDigest(p)));
    for (String gone : editor.removed()) {
      for (String path : list.below(gone)) {
        linesOf(path, list.digest(path).orElseThrow()).forEach(list::remove);
        list.remove(path);
      }
    }
    for (FileChange change : editor.changes().values()) {
      String digest = change.content().md5();
      if (editor.added().contains(change.path()) && list.digest(change.path()).isEmpty()) {
        list.add(change.path(), digest);
      } else {
        list.update(change.path(), digest);
        linesOf(change.path(), before.get(change.path())).forEach(p -> list.update(p, digest));
      }
    }
  }

  /** As listed, or else computed: an unlisted file may be listed through a link. */
  private String oldDigest(String path) {
    return list.digest(path)
        .orElseGet(
            () ->
                editor.added().contains(path) ? "" : Content.of(editor.originalBytes(path)).md5());
  }

  private List<String> linesOf(String path, String oldDigest) {
    return oldDigest.isEmpty()
        ? List.of()
        : list.paths(oldDigest).stream()
            .filter(p -> !p.equals(path) && resolve(p).filter(path::equals).isPresent())
            .toList();
  }

  /** Where a path leads in the end, links in any place followed; empty if it leads nowhere. */
  private Optional<String> resolve(String path) {
    Deque<String> todo = new ArrayDeque<>(names(path));
    Deque<String> done = new ArrayDeque<>();
    int links = 0;
    while (!todo.isEmpty()) {
      String name = todo.pop();
      if (name.equals("..")) {
        done.pollLast();
        continue;
      }
      done.addLast(name);
      Item item = name.equals(".") ? null : editor.find("/" + String.join("/", done));
      if (item == null || item.node().link()) {
        done.pollLast();
      }
      if (item != null && item.node().link()) {
        if (++links > MAX_LINKS) {
          return Optional.empty();
        }
        follow(item.node(), todo, done);
      } else if (item == null && !name.equals(".")) {
        done.addLast(name);
      }
    }
    return Optional.of("/" + String.join("/", done));
  }

  private static void follow(Node link, Deque<String> todo, Deque<String> done) {
    String target = link.attributes().linkTarget();
    if (target.startsWith("/")) {
      done.clear();
    }
    List<String> names = names(target);
    for (int i = names.size() - 1; i >= 0; i--) {
      todo.push(names.get(i));
    }
  }

  private static List<String> names(String path) {
    return Arrays.stream(path.split("/")).filter(n -> !n.isEmpty()).toList();
  }
}
