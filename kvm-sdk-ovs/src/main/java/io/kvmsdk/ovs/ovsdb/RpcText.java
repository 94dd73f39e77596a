package io.kvmsdk.ovs.ovsdb;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Messages of JSON-RPC 1.0 (RFC 7047, 4) as they go out. */
final class RpcText {
  private RpcText() {}

  /**
   * A request.
   *
   * @param id null where no reply is wanted
   */
  static Outgoing.Message request(String method, List<?> params, Object id) {
    return text("method", method, "params", params, "id", id);
  }

  static Outgoing.Message reply(Object result, Object error, Object id) {
    return text("result", result, "error", error, "id", id);
  }

  private static Outgoing.Message text(Object... members) {
    Map<String, Object> message = new LinkedHashMap<>();
    for (int i = 0; i < members.length; i += 2) {
      message.put((String) members[i], members[i + 1]);
    }
    return new Outgoing.Message(Json.write(message));
  }
}
