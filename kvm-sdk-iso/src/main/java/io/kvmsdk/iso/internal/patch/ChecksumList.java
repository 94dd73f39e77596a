package io.kvmsdk.iso.internal.patch;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code md5sum.txt}, as Debian and Ubuntu put it on their discs: one line for each file, in
 * whatever order and form, which are kept. Paths are bytes, held as Latin-1.
 */
final class ChecksumList {
  static final String PATH = "/md5sum.txt";

  private static final int DIGEST = 32;
  private static final Pattern LINE =
      Pattern.compile("(?<digest>[0-9a-f]{32})(?<form> [ *](?:\\./|/)?)(?<path>.+)");

  private final List<String> lines;
  private final Map<String, Integer> byPath = new HashMap<>();
  private final String form;

  private ChecksumList(List<String> lines) {
    this.lines = lines;
    String first = "  ./";
    for (int i = 0; i < lines.size(); i++) {
      Matcher m = LINE.matcher(lines.get(i));
      if (m.matches()) {
        first = byPath.isEmpty() ? m.group("form") : first;
        byPath.put("/" + m.group("path"), i);
      }
    }
    this.form = first;
  }

  static ChecksumList parse(byte[] text) {
    String latin1 = new String(text, StandardCharsets.ISO_8859_1);
    List<String> lines = new ArrayList<>(List.of(latin1.split("\n", -1)));
    if (lines.get(lines.size() - 1).isEmpty()) {
      lines.remove(lines.size() - 1);
    }
    return new ChecksumList(lines);
  }

  private static String raw(String path) {
    return new String(path.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private static String text(String raw) {
    return new String(raw.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  /** The digest listed for {@code path}. */
  Optional<String> digest(String path) {
    return Optional.ofNullable(byPath.get(raw(path))).map(i -> lines.get(i).substring(0, DIGEST));
  }

  /** All paths listed with {@code digest}. */
  List<String> paths(String digest) {
    return byPath.entrySet().stream()
        .filter(e -> lines.get(e.getValue()).startsWith(digest))
        .map(e -> text(e.getKey()))
        .sorted()
        .toList();
  }

  /** All paths listed at or below {@code path}. */
  List<String> below(String path) {
    String prefix = raw(path) + "/";
    return byPath.keySet().stream()
        .filter(p -> p.equals(raw(path)) || p.startsWith(prefix))
        .map(ChecksumList::text)
        .sorted()
        .toList();
  }

  /** Lists a new digest for a path that is listed; others stay out of the list. */
  void update(String path, String digest) {
    Integer i = byPath.get(raw(path));
    if (i != null) {
      lines.set(i, digest + lines.get(i).substring(DIGEST));
    }
  }

  /** Lists a path at the end, so that no other line moves. */
  void add(String path, String digest) {
    byPath.put(raw(path), lines.size());
    lines.add(digest + form + raw(path).substring(1));
  }

  void remove(String path) {
    Integer i = byPath.remove(raw(path));
    if (i != null) {
      lines.set(i, null);
    }
  }

  byte[] encode() {
    StringBuilder text = new StringBuilder();
    for (String line : lines) {
      if (line != null) {
        text.append(line).append('\n');
      }
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
