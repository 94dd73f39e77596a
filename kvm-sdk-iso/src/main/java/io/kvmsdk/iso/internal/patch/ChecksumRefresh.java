package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.iso.internal.checksum.ChecksumList;
import io.kvmsdk.iso.internal.checksum.Digests;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.tree.FileData;
import io.kvmsdk.iso.internal.tree.Node;
import io.kvmsdk.iso.internal.tree.NodeStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Keeps {@code md5sum.txt} true. It lists links by what they lead to, so that a changed file may
 * have several lines: those with its old digest whose path leads to it.
 */
final class ChecksumRefresh {
  private static final int MAX_LINKS = 40;

  /** Stands for a digest that is not known yet. */
  private static final String UNKNOWN = "0".repeat(32);

  private final ImageEditor editor;
  private final Item file;
  private final ChecksumList list;

  /** The paths to list with the digest of new data. */
  private final Map<FileChange, Set<String>> changed = new LinkedHashMap<>();

  private ChecksumRefresh(ImageEditor editor, Item file) {
    this.editor = editor;
    this.file = file;
    this.list = ChecksumList.parse(editor.bytes(file));
  }

  /**
   * Gives the list the lines that it shall have, and so its length. Empty where there is no list,
   * or where the user has written one.
   */
  static Optional<ChecksumRefresh> begin(ImageEditor editor) {
    Item file = editor.find(ChecksumList.PATH);
    boolean ours = file != null && file.node().regular() && file.change() == null;
    if (!ours) {
      return Optional.empty();
    }
    ChecksumRefresh refresh = new ChecksumRefresh(editor, file);
    if (!editor.changes().isEmpty()
        || !editor.departures().all().isEmpty()
        || !editor.hardLinks().isEmpty()) {
      refresh.takeLines();
      editor.replace(file.path(), Content.of(refresh.list.encode()));
    }
    return Optional.of(refresh);
  }

  private void takeLines() {
    editor.departures().all().forEach(this::depart);
    Map<FileChange, String> before = new HashMap<>();
    editor.changes().forEach(c -> before.put(c, oldDigest(c.item())));
    for (FileChange change : editor.changes()) {
      Set<String> paths = new LinkedHashSet<>(linesOf(change.path(), before.get(change)));
      for (Item name : change.names(TreeEditor.PREFERRED)) {
        put(name, UNKNOWN);
        paths.add(name.path());
      }
      changed.put(change, paths);
    }
    for (Item link : editor.hardLinks()) {
      if (link.change() == null && link.live()) {
        put(link, digestOfOriginal(link));
      }
    }
  }

  /**
   * Gives the lines their digests, now that all data is what it will be: boot images and the boot
   * catalog tell where things lie.
   */
  void finish(boolean catalogChanged) {
    changed.forEach(
        (change, paths) -> {
          String digest = change.content().digest(Digests.MD5);
          paths.forEach(path -> list.update(path, digest));
        });
    if (catalogChanged) {
      editor.volume().bootRecord().ifPresent(d -> updateFilesAt(d.bootCatalog()));
    }
    if (catalogChanged || file.change() != null) {
      write(list.encode());
    }
  }

  /** Lists files anew whose bytes were changed where they lie. */
  private void updateFilesAt(long block) {
    Stream.concat(editor.filesAt(block), editor.hardLinks().stream().filter(Item::live))
        .filter(i -> i.change() == null && firstBlock(i) == block)
        .forEach(
            item -> {
              String digest = digestOfPatched(item);
              linesOf(item.path(), oldDigest(item)).forEach(p -> list.update(p, digest));
              list.update(item.path(), digest);
            });
  }

  private long firstBlock(Item item) {
    return item.node().first().block() + editor.preferred().tree().shift();
  }

  /** Writes the list, which has the length that it had before there were all digests. */
  private void write(byte[] text) {
    FileChange change = file.change();
    if (change != null) {
      change.content(Content.of(text));
      editor.image().place(change.block(), change.content());
    } else if (file.node().size() == text.length && file.node().records().size() == 1) {
      editor.image().write(firstBlock(file) * ImageBytes.BLOCK, text);
    }
  }

  /** Drops the lines of what is gone, and lets others go with what has moved. */
  private void depart(Departures.Departure departure) {
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
    return md5(editor.original(item));
  }

  private String digestOfPatched(Item item) {
    long shift = editor.preferred().tree().shift();
    return md5(new NodeStream(new FileData(editor.image(), item.node().records(), shift)));
  }

  private static String md5(InputStream content) {
    try (content) {
      return Digests.md5(content);
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
