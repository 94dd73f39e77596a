package io.kvmsdk.ovs.vsctl;

import io.kvmsdk.ovs.ovsdb.Value;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a command prints, and the rows that it is about where it is one of {@code get}, {@code
 * list}, {@code find} and {@code create}.
 */
record Output(String text, List<Map<String, Value>> rows) {
  static final Output NONE = new Output("", List.of());

  static Output of(String line) {
    return new Output(line + "\n", List.of());
  }

  static Output lines(Stream<String> lines) {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line).append('\n'));
    return new Output(text.toString(), List.of());
  }

  static Output sorted(Stream<String> lines) {
    return lines(lines.sorted());
  }
}
