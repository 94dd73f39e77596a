package io.kvmsdk.examples.kvm;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Maps, collections, numbers, booleans and text as JSON (RFC 8259); empty Optionals are left out.
 */
final class Json {
  private Json() {}

  static String of(Object value) {
    return of(value, "\n");
  }

  private static String of(Object value, String line) {
    String inner = line + "  ";
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .filter(e -> !Optional.empty().equals(e.getValue()))
          .map(e -> inner + text(e.getKey()) + ": " + of(e.getValue(), inner))
          .collect(Collectors.joining(",", "{", line + "}"));
    }
    if (value instanceof Collection<?> all) {
      return all.stream()
          .map(e -> inner + of(e, inner))
          .collect(Collectors.joining(",", "[", all.isEmpty() ? "]" : line + "]"));
    }
    if (value instanceof Optional<?> some) {
      return of(some.orElseThrow(), line);
    }
    return value instanceof Number || value instanceof Boolean ? value.toString() : text(value);
  }

  private static String text(Object value) {
    StringBuilder quoted = new StringBuilder("\"");
    value.toString().chars().forEach(c -> quoted.append(character((char) c)));
    return quoted.append('"').toString();
  }

  private static String character(char c) {
    return c == '"' || c == '\\' ? "\\" + c : c < ' ' ? "\\u%04x".formatted((int) c) : "" + c;
  }
}
