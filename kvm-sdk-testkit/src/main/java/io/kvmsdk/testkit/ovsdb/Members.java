package io.kvmsdk.testkit.ovsdb;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The members of a JSON object that a client sent. As ovsdb-server does, it remembers the first
 * that is wrong, and complains about what nobody asked for.
 */
final class Members {
  private static final Pattern ID = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final Map<?, ?> json;
  private final String name;
  private final Set<String> used = new HashSet<>();
  private OvsdbFailure first;

  Members(Object json, String name) {
    this.json = json instanceof Map<?, ?> object ? object : null;
    this.name = name;
    if (this.json == null) {
      complain("Object expected.");
    }
  }

  Object json() {
    return json;
  }

  boolean has(String member) {
    return json != null && json.containsKey(member);
  }

  String id(String member) {
    String text = get(member, String.class);
    if (text != null && !ID.matcher(text).matches()) {
      mismatch(member);
      return null;
    }
    return text;
  }

  List<?> array(String member) {
    return get(member, List.class);
  }

  /** A member that may be absent; null then. */
  <T> T optional(String member, Class<T> type) {
    return has(member) ? get(member, type) : null;
  }

  <T> T get(String member, Class<T> type) {
    if (json == null) {
      return null;
    }
    if (!json.containsKey(member)) {
      complain("Required '" + member + "' member is missing.");
      return null;
    }
    Object value = json.get(member);
    if (!type.isInstance(value)) {
      mismatch(member);
      return null;
    }
    used.add(member);
    return type.cast(value);
  }

  private void mismatch(String member) {
    complain("Type mismatch for member '" + member + "'.");
  }

  void complain(String what) {
    if (first == null) {
      String details = "Parsing " + name + " failed: " + what;
      first =
          json == null
              ? OvsdbFailure.of("syntax error", "%s", details)
              : OvsdbFailure.syntax(json, "%s", details);
    }
  }

  /** Throws the first complaint, if there is one. */
  void check() {
    if (first != null) {
      throw first;
    }
  }

  /** Throws the first complaint, also about members that nobody asked for. */
  void finish() {
    if (first == null) {
      List<?> left = json.keySet().stream().filter(member -> !used.contains(member)).toList();
      if (left.size() == 1) {
        complain("Member '" + left.get(0) + "' is present but not allowed here.");
      } else if (!left.isEmpty()) {
        int others = left.size() - 1;
        complain(
            String.format(
                "Member '%s' and %d other member%s are present but not allowed here.",
                left.get(0), others, others > 1 ? "s" : ""));
      }
    }
    check();
  }
}
