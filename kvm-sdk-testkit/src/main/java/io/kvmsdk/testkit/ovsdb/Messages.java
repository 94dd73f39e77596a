package io.kvmsdk.testkit.ovsdb;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** JSON-RPC 1.0, as RFC 7047, 4, has it. */
final class Messages {
  private static final Set<String> MEMBERS = Set.of("id", "method", "params", "result", "error");

  private Messages() {}

  /** Refuses what is no message; ovsdb-server drops who sends it. */
  static Map<?, ?> check(Object json) {
    if (json instanceof Map<?, ?> message && MEMBERS.containsAll(message.keySet())) {
      boolean request =
          message.get("method") instanceof String && message.get("params") instanceof List<?>;
      boolean reply = !message.containsKey("method") && message.get("id") != null;
      if (request || reply) {
        return message;
      }
    }
    throw new IllegalArgumentException("not a JSON-RPC message");
  }

  static Map<String, Object> request(Object id, String method, List<?> params) {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("id", id);
    message.put("method", method);
    message.put("params", params);
    return message;
  }

  static Map<String, Object> notification(String method, List<?> params) {
    return request(null, method, params);
  }

  static Map<String, Object> reply(Object id, Object result) {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("id", id);
    message.put("result", result);
    message.put("error", null);
    return message;
  }

  /** Has no result, which RFC 7047 demands and ovsdb-server omits. */
  static Map<String, Object> failure(Object id, Object error) {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("id", id);
    message.put("error", error);
    return message;
  }
}
