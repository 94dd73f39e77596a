package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.iso.internal.checksum.ChecksumList;
import io.kvmsdk.iso.internal.checksum.Digests;
import io.kvmsdk.iso.internal.tree.Node;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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
    boolean same =
        editor.changes().isEmpty() && editor.departures().isEmpty() && editor.hardLinks().isEmpty();
    if (ours && !same) {
      ChecksumList list = ChecksumList.parse(editor.bytes(file));
      new ChecksumRefresh(editor, list).refresh();
      editor.replace(ChecksumList.PATH, Content.of(list.encode()));
    }
  }

  private void refresh() {
    editor.departures().forEach(this::depart);
    Map<FileChange, String> before = new HashMap<>();
    editor.changes().forEach(c -> before.put(c, oldDigest(c.item())));
    for (FileChange change : editor.changes()) {
      String digest = change.content().digest(Digests.MD5);
      linesOf(change.path(), before.get(change)).forEach(p -> list.update(p, digest));
      change.names(TreeEditor.PREFERRED).forEach(name -> put(name, digest));
    }
    for (Item link : editor.hardLinks()) {
      if (link.change() == null && link.live()) {
        put(link, digestOfOriginal(link));
      }
    }
  }

  /** Drops the lines of what is gone, and lets others go with what has moved. */
  private void depart(ImageEditor.Departure departure) {
    for (String path : list.below(departure.from())) {
      linesOf(path, list.digest(path).orElseThrow()).forEach(list::remove);
      String rest = path.substring(departure.from().length());
      if (departure.to().isEmpty() || dangles(departure.to() + rest)) {
        list.remove(path);
      } else {
        list.rename(path, departure.to() + rest);
      }
    }
  }

  /** Whether a link has moved away from what it leads to. */
  private boolean dangles(String path) {
    Item item = editor.find(path);
    return item != null
        && item.node().link()
        && resolve(path).map(editor::find).filter(i -> i.node().regular()).isEmpty();
  }

  private void put(Item item, String digest) {
    if (list.digest(item.path()).isPresent()) {
      list.update(item.path(), digest);
    } else if (item.added()) {
      list.add(item.path(), digest);
    }
  }

  /** As listed, or else computed: an unlisted file may be listed through a link. */
  private String oldDigest(Item item) {
    return list.digest(item.path()).orElseGet(() -> item.added() ? "" : digestOfOriginal(item));
  }

  private String digestOfOriginal(Item item) {
    try (InputStream in = editor.original(item)) {
      return Digests.md5(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
