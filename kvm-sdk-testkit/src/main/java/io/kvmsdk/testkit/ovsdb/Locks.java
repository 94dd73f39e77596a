package io.kvmsdk.testkit.ovsdb;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** RFC 7047, 4.1.8: who has each lock, and who waits for it, in order. */
final class Locks {
  private final Map<String, Deque<Session>> queues = new HashMap<>();

  private Deque<Session> queue(String lock) {
    return queues.computeIfAbsent(lock, l -> new ArrayDeque<>());
  }

  boolean isOwner(Session session, String lock) {
    return queue(lock).peek() == session;
  }

  Object lock(Session session, List<?> params, boolean steal) {
    String method = steal ? "steal" : "lock";
    Deque<Session> queue = queue(name(method, params));
    if (queue.contains(session)) {
      throw OvsdbFailure.syntax(params, "must issue \"unlock\" before new \"%s\"", method);
    }
    if (steal) {
      if (!queue.isEmpty()) {
        queue.peek().send(Messages.notification("stolen", params));
      }
      queue.addFirst(session);
    } else {
      queue.addLast(session);
    }
    return Map.of("locked", queue.peek() == session);
  }

  Object unlock(Session session, List<?> params) {
    String name = name("unlock", params);
    if (!queue(name).contains(session)) {
      throw OvsdbFailure.syntax(params, "unlock: \"unlock\" without \"lock\" or \"steal\"");
    }
    leave(session, name);
    return Map.of();
  }

  private void leave(Session session, String lock) {
    Deque<Session> queue = queue(lock);
    boolean owned = queue.peek() == session;
    queue.remove(session);
    if (owned && !queue.isEmpty()) {
      queue.peek().send(Messages.notification("locked", List.of(lock)));
    }
  }

  void leaveAll(Session session) {
    queues.keySet().forEach(lock -> leave(session, lock));
  }

  private static String name(String method, List<?> params) {
    if (params.size() == 1
        && params.get(0) instanceof String name
        && name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
      return name;
    }
    throw OvsdbFailure.syntax(params, "%s request params must be <id>", method);
  }
}
