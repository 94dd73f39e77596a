package io.kvmsdk.unattended;

import java.util.Collection;
import java.util.Map;

/**
 * Writes maps, lists, texts, numbers and truth values as YAML in block style. Every text is double
 * quoted (YAML 1.2, clause 7.3.1), so that none is taken for a number, a truth value or a key.
 */
final class Yaml {
  private static final String INDENT = "  ";

  private final StringBuilder out = new StringBuilder();

  private Yaml() {}

  /** The document; it ends with a line feed. */
  static String write(Map<String, ?> document) {
    Yaml yaml = new Yaml();
    yaml.map(document, "");
    return yaml.out.toString();
  }

  /** Whether {@link #write} knows how to write {@code value}. */
  static boolean writable(Object value) {
    if (value instanceof Map<?, ?> map) {
      return map.keySet().stream().allMatch(String.class::isInstance)
          && map.values().stream().allMatch(Yaml::writable);
    }
    if (value instanceof Collection<?> list) {
      return list.stream().allMatch(Yaml::writable);
    }
    return value instanceof CharSequence || value instanceof Number || value instanceof Boolean;
  }

  /** Entries, each on a line of its own; the first goes on where the last line ended. */
  private void map(Map<?, ?> map, String indent) {
    String before = "";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.append(before).append(key((String) entry.getKey())).append(':');
      value(entry.getValue(), indent);
      before = indent;
    }
  }

  /** What follows a key. */
  private void value(Object value, String indent) {
    if (value instanceof Map<?, ?> map && !map.isEmpty()) {
      out.append('\n').append(indent).append(INDENT);
      map(map, indent + INDENT);
    } else if (value instanceof Collection<?> list && !list.isEmpty()) {
      out.append('\n');
      list.forEach(item -> item(item, indent + INDENT));
    } else {
      out.append(' ').append(scalar(value)).append('\n');
    }
  }

  private void item(Object item, String indent) {
    out.append(indent).append("- ");
    if (item instanceof Map<?, ?> map && !map.isEmpty()) {
      map(map, indent + INDENT);
    } else if (item instanceof Collection<?> list && !list.isEmpty()) {
      out.append('[')
          .append(String.join(", ", list.stream().map(Yaml::scalar).toList()))
          .append("]\n");
    } else {
      out.append(scalar(item)).append('\n');
    }
  }

  private static String key(String key) {
    return key.matches("[A-Za-z_][A-Za-z0-9_-]*") ? key : quoted(key);
  }

  private static String scalar(Object value) {
    if (value instanceof Map) {
      return "{}";
    }
    if (value instanceof Collection) {
      return "[]";
    }
    return value instanceof CharSequence text ? quoted(text.toString()) : String.valueOf(value);
  }

  /** Escapes what a line cannot hold, and what YAML 1.1's readers take for a line's end. */
  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                default -> append(quoted, c);
              }
            });
    return quoted.append('"').toString();
  }

  private static void append(StringBuilder quoted, int c) {
    boolean ascii = c >= ' ' && c < 0x7f;
    if (ascii || Character.isLetterOrDigit(c)) {
      quoted.appendCodePoint(c);
    } else {
      quoted.append((c > 0xffff ? "\\U%08X" : "\\u%04X").formatted(c));
    }
  }
}
