package io.kvmsdk.iso.internal.patch;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code md5sum.txt}, as Debian and Ubuntu put it on their discs: one line for each file, in
 * whatever order and form, which are kept. Paths are bytes, held as Latin-1.
 */
final class ChecksumList {
  static final String PATH = "/md5sum.txt";

  private static final int DIGEST = 32;
  private static final int USUAL_LINE = 64;

  private final byte[] text;
  private final List<Line> lines = new ArrayList<>();
  private final Map<String, Line> byPath;
  private final List<Line> added = new ArrayList<>();
  private String form = "  ./";

  /** One line of the text, from {@code start} up to {@code end}, with its newline. */
  private static final class Line {
    private final int start;
    private final int end;

    /** What stands there now; null while it is as it was, empty once it is gone. */
    private String now;

    Line(int start, int end) {
      this.start = start;
      this.end = end;
    }
  }

  private ChecksumList(byte[] text) {
    this.text = text;
    this.byPath = new HashMap<>(text.length / USUAL_LINE);
    for (int at = 0; at < text.length; ) {
      int end = at;
      while (end < text.length && text[end] != '\n') {
        end++;
      }
      Line line = new Line(at, Math.min(text.length, end + 1));
      lines.add(line);
      index(line, end);
      at = end + 1;
    }
  }

  /** The list in {@code text}, whose last line may lack its newline. */
  static ChecksumList parse(byte[] text) {
    if (text.length == 0 || text[text.length - 1] == '\n') {
      return new ChecksumList(text);
    }
    byte[] ended = Arrays.copyOf(text, text.length + 1);
    ended[text.length] = '\n';
    return new ChecksumList(ended);
  }

  /** A line without a digest, two signs and a path is kept, and otherwise ignored. */
  private void index(Line line, int end) {
    int mark = line.start + DIGEST;
    if (end < mark + 3 || text[mark] != ' ' || (text[mark + 1] != ' ' && text[mark + 1] != '*')) {
      return;
    }
    for (int i = line.start; i < mark; i++) {
      byte c = text[i];
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f') && (c < 'A' || c > 'F')) {
        return;
      }
    }
    int path = mark + 2;
    path += text[path] == '.' && text[path + 1] == '/' ? 2 : 0;
    path += path == mark + 2 && text[path] == '/' ? 1 : 0;
    if (byPath.isEmpty()) {
      form = latin1(mark, path);
    }
    byPath.put(latin1(path, end), line);
  }

  private String latin1(int from, int to) {
    return new String(text, from, to - from, StandardCharsets.ISO_8859_1);
  }

  /** A path as the list has it: bytes, no leading slash. */
  private static String raw(String path) {
    byte[] utf8 = path.getBytes(StandardCharsets.UTF_8);
    return new String(utf8, 1, utf8.length - 1, StandardCharsets.ISO_8859_1);
  }

  private static String path(String raw) {
    return "/" + new String(raw.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private String digest(Line line) {
    return line.now == null
        ? latin1(line.start, line.start + DIGEST)
        : line.now.substring(0, DIGEST);
  }

  /** The digest listed for {@code path}. */
  Optional<String> digest(String path) {
    return Optional.ofNullable(byPath.get(raw(path))).map(this::digest);
  }

  /** All paths listed with {@code digest}. */
  List<String> paths(String digest) {
    byte[] wanted = digest.getBytes(StandardCharsets.ISO_8859_1);
    List<String> paths = new ArrayList<>();
    byPath.forEach(
        (raw, line) -> {
          boolean same =
              line.now == null
                  ? Arrays.equals(text, line.start, line.start + DIGEST, wanted, 0, DIGEST)
                  : line.now.startsWith(digest);
          if (same) {
            paths.add(path(raw));
          }
        });
    paths.sort(null);
    return paths;
  }

  /** All paths listed at or below {@code path}. */
  List<String> below(String path) {
    String prefix = raw(path) + "/";
    return byPath.keySet().stream()
        .filter(p -> p.equals(raw(path)) || p.startsWith(prefix))
        .map(ChecksumList::path)
        .sorted()
        .toList();
  }

  /** Lists a new digest for a path that is listed; others stay out of the list. */
  void update(String path, String digest) {
    Line line = byPath.get(raw(path));
    if (line != null) {
      String old = line.now == null ? latin1(line.start, line.end) : line.now;
      line.now = digest + old.substring(DIGEST);
    }
  }

  /** Lists a path at the end, so that no other line moves. */
  void add(String path, String digest) {
    Line line = new Line(0, 0);
    line.now = digest + form + raw(path) + "\n";
    added.add(line);
    byPath.put(raw(path), line);
  }

  void remove(String path) {
    Line line = byPath.remove(raw(path));
    if (line != null) {
      line.now = "";
    }
  }

  /** Lists a line's digest for another path. */
  void rename(String from, String to) {
    Line line = byPath.remove(raw(from));
    if (line != null) {
      String old = line.now == null ? latin1(line.start, line.end) : line.now;
      line.now = old.substring(0, old.length() - raw(from).length() - 1) + raw(to) + "\n";
      byPath.put(raw(to), line);
    }
  }

  byte[] encode() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length + 1024);
    int kept = 0;
    for (Line line : lines) {
      if (line.now != null) {
        out.write(text, kept, line.start - kept);
        out.writeBytes(line.now.getBytes(StandardCharsets.ISO_8859_1));
        kept = line.end;
      }
    }
    out.write(text, kept, text.length - kept);
    added.forEach(line -> out.writeBytes(line.now.getBytes(StandardCharsets.ISO_8859_1)));
    return out.toByteArray();
  }
}
