package io.kvmsdk.iso.internal.checksum;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * {@code md5sum.txt}, as Debian and Ubuntu put it on their discs: one line for each file, in
 * whatever order and form, which are kept. Paths are bytes, held as Latin-1.
 */
public final class ChecksumList {
  public static final String PATH = "/md5sum.txt";

  private static final int DIGEST = 32;
  private static final int USUAL_LINE = 64;

  private final byte[] text;
  private final List<Line> lines = new ArrayList<>();
  private final Map<String, Line> byPath;
  private final List<Line> added = new ArrayList<>();
  private String form = "  ./";

  /** One line with a digest and a path. */
  private static final class Line {
    /** Where its parts are in the text: the digest, the path, what ends the line, the next one. */
    private final int start;

    private final int digestAt;
    private final int pathAt;
    private final int pathEnd;
    private final int end;

    private String path;

    /** Null while it is that of the text. */
    private String digest;

    private boolean touched;
    private boolean gone;

    Line(int start, int digestAt, int pathAt, int pathEnd, int end) {
      this.start = start;
      this.digestAt = digestAt;
      this.pathAt = pathAt;
      this.pathEnd = pathEnd;
      this.end = end;
    }
  }

  private ChecksumList(byte[] text) {
    this.text = text;
    this.byPath = new LinkedHashMap<>(text.length / USUAL_LINE);
    for (int at = 0; at < text.length; ) {
      int end = at;
      while (text[end] != '\n') {
        end++;
      }
      index(at, end);
      at = end + 1;
    }
  }

  /** The list in {@code text}, whose last line may lack its newline. */
  public static ChecksumList parse(byte[] text) {
    if (text.length == 0 || text[text.length - 1] == '\n') {
      return new ChecksumList(text);
    }
    byte[] ended = Arrays.copyOf(text, text.length + 1);
    ended[text.length] = '\n';
    return new ChecksumList(ended);
  }

  /**
   * Takes in a line that ends at a newline. One without a digest, two signs and a path is kept, and
   * otherwise ignored. A backslash before the digest says that others in the path are escapes.
   */
  private void index(int start, int newline) {
    boolean escaped = text[start] == '\\';
    int digest = escaped ? start + 1 : start;
    int mark = digest + DIGEST;
    int end = newline > start && text[newline - 1] == '\r' ? newline - 1 : newline;
    if (end < mark + 3 || text[mark] != ' ' || (text[mark + 1] != ' ' && text[mark + 1] != '*')) {
      return;
    }
    for (int i = digest; i < mark; i++) {
      if (Character.digit(text[i], 16) < 0) {
        return;
      }
    }
    int path = mark + 2;
    path += text[path] == '.' && text[path + 1] == '/' ? 2 : 0;
    path += path == mark + 2 && text[path] == '/' ? 1 : 0;
    if (lines.isEmpty()) {
      form = latin1(mark, path);
    }
    Line line = new Line(start, digest, path, end, newline + 1);
    line.path = escaped ? unescaped(latin1(path, end)) : latin1(path, end);
    lines.add(line);
    byPath.put(line.path, line);
  }

  private String latin1(int from, int to) {
    return new String(text, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private static String unescaped(String path) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < path.length(); i++) {
      boolean escape = path.charAt(i) == '\\' && i + 1 < path.length();
      char c = path.charAt(escape ? ++i : i);
      plain.append(escape && c == 'n' ? '\n' : escape && c == 'r' ? '\r' : c);
    }
    return plain.toString();
  }

  private static String escaped(String path) {
    return path.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
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
    return line.digest == null ? latin1(line.digestAt, line.digestAt + DIGEST) : line.digest;
  }

  /** All digests by path, in the order of the list. */
  public Map<String, String> digests() {
    Map<String, String> digests = new LinkedHashMap<>();
    byPath.forEach((raw, line) -> digests.put(path(raw), digest(line).toLowerCase(Locale.ROOT)));
    return digests;
  }

  /** The digest listed for {@code path}. */
  public Optional<String> digest(String path) {
    return Optional.ofNullable(byPath.get(raw(path))).map(this::digest);
  }

  /** All paths listed with {@code digest}. */
  public List<String> paths(String digest) {
    byte[] wanted = digest.getBytes(StandardCharsets.ISO_8859_1);
    List<String> paths = new ArrayList<>();
    byPath.forEach(
        (raw, line) -> {
          int at = line.digestAt;
          boolean same =
              line.digest == null
                  ? Arrays.equals(text, at, at + DIGEST, wanted, 0, DIGEST)
                  : line.digest.equals(digest);
          if (same) {
            paths.add(path(raw));
          }
        });
    paths.sort(null);
    return paths;
  }

  /** All paths listed at or below {@code path}. */
  public List<String> below(String path) {
    String prefix = raw(path) + "/";
    return byPath.keySet().stream()
        .filter(p -> p.equals(raw(path)) || p.startsWith(prefix))
        .map(ChecksumList::path)
        .sorted()
        .toList();
  }

  /** Lists a new digest for a path that is listed; others stay out of the list. */
  public void update(String path, String digest) {
    Line line = byPath.get(raw(path));
    if (line != null) {
      line.digest = digest;
      line.touched = true;
    }
  }

  /** Lists a path at the end, so that no other line moves. */
  public void add(String path, String digest) {
    Line line = new Line(0, 0, 0, 0, 0);
    line.digest = digest;
    line.path = raw(path);
    added.add(line);
    byPath.put(line.path, line);
  }

  /** Takes the line of a path out, if there is one. */
  public void remove(String path) {
    Line line = byPath.remove(raw(path));
    if (line != null) {
      line.gone = true;
      line.touched = true;
    }
  }

  /** Lists a line's digest for another path. */
  public void rename(String from, String to) {
    Line line = byPath.remove(raw(from));
    if (line != null) {
      line.path = raw(to);
      line.touched = true;
      byPath.put(line.path, line);
    }
  }

  /** The list as it is now. */
  public byte[] encode() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length + 1024);
    int kept = 0;
    for (Line line : lines) {
      if (line.touched) {
        out.write(text, kept, line.start - kept);
        write(
            line, latin1(line.digestAt + DIGEST, line.pathAt), latin1(line.pathEnd, line.end), out);
        kept = line.end;
      }
    }
    out.write(text, kept, text.length - kept);
    added.forEach(line -> write(line, form, "\n", out));
    return out.toByteArray();
  }

  private void write(Line line, String form, String ending, ByteArrayOutputStream out) {
    if (!line.gone) {
      String path = escaped(line.path);
      String mark = path.equals(line.path) ? "" : "\\";
      String whole = mark + digest(line) + form + path + ending;
      out.writeBytes(whole.getBytes(StandardCharsets.ISO_8859_1));
    }
  }
}
