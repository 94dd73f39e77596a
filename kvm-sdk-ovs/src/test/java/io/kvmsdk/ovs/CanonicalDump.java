package io.kvmsdk.ovs;

import static java.util.stream.Collectors.joining;

import io.kvmsdk.judge.Tool;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What ovsdb-client says that a database holds, with names for UUIDs that depend on nothing but
 * what their rows hold, so that two databases can be compared.
 */
final class CanonicalDump {
  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final Pattern SET = Pattern.compile("\\[([^\\]]*)\\]");
  private static final int DEPTH = 5;

  private final Map<String, String> rows = new LinkedHashMap<>();
  private Map<String, String> names = new LinkedHashMap<>();

  private CanonicalDump(String dump) {
    String table = "";
    for (String block : dump.split("\n\n")) {
      if (block.contains(" table\n")) {
        table = block.lines().findFirst().orElseThrow();
        block = block.substring(block.indexOf('\n') + 1);
      }
      Matcher own = UUID.matcher(block);
      if (own.find()) {
        rows.put(own.group(), table + "\n" + block.replace(own.group(), "own"));
        names.put(own.group(), table);
      }
    }
    for (int i = 0; i < DEPTH; i++) {
      Map<String, String> next = new LinkedHashMap<>();
      rows.forEach((uuid, row) -> next.put(uuid, Integer.toHexString(named(row).hashCode())));
      names = next;
    }
  }

  static CanonicalDump of(Object endpoint) {
    return new CanonicalDump(
        Tool.run("ovsdb-client", "--format=list", "dump", endpoint, "Open_vSwitch")
            .orFail()
            .output());
  }

  /** A text with names for UUIDs, its sets sorted by them. */
  String named(String text) {
    String named =
        UUID.matcher(text).replaceAll(m -> "<" + names.getOrDefault(m.group(), "none") + ">");
    return SET.matcher(named)
        .replaceAll(
            m ->
                Matcher.quoteReplacement(
                    Arrays.stream(m.group(1).split(", "))
                        .sorted()
                        .collect(joining(", ", "[", "]"))));
  }

  /** All rows, without an order. */
  List<String> rows() {
    return rows.values().stream().map(this::named).sorted().toList();
  }
}
