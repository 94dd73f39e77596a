package io.kvmsdk.testkit.ovsdb;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The methods (RFC 7047, 4.1, and ovsdb-server(7)). */
final class Requests {
  private final Engine engine;
  private final Locks locks;
  private final String serverId = UUID.randomUUID().toString();

  Requests(Engine engine, Locks locks) {
    this.engine = engine;
    this.locks = locks;
  }

  void handle(Session session, String method, List<?> params, Reply reply) {
    if (!reply.isWanted()) {
      // Of the notifications, only this one means something.
      if (method.equals("cancel") && params.size() == 1) {
        engine.cancel(session, params.get(0));
      }
      return;
    }
    try {
      switch (method) {
        case "transact" -> transact(session, params, reply);
        case "monitor" -> monitor(session, method, params, reply, Monitor.Kind.PLAIN);
        case "monitor_cond" -> monitor(session, method, params, reply, Monitor.Kind.CONDITIONAL);
        case "monitor_cond_since" -> monitor(session, method, params, reply, Monitor.Kind.SINCE);
        case "monitor_cond_change" -> changeMonitor(session, params, reply);
        case "monitor_cancel" -> cancelMonitor(session, params, reply);
        default -> reply.result(simple(session, method, params));
      }
    } catch (OvsdbFailure e) {
      reply.failure(e.toJson());
    } catch (UnsupportedOperationException e) {
      reply.failure("unknown method");
    }
  }

  private Object simple(Session session, String method, List<?> params) {
    return switch (method) {
      case "list_dbs" -> engine.databases().keySet().stream().sorted().toList();
      case "get_schema" -> database(method, params).schema().json();
      case "get_server_id" -> serverId;
      case "echo" -> params;
      case "lock" -> locks.lock(session, params, false);
      case "steal" -> locks.lock(session, params, true);
      case "unlock" -> locks.unlock(session, params);
      case "set_db_change_aware" -> setChangeAware(session, params);
      default -> throw new UnsupportedOperationException(method);
    };
  }

  private Database database(String method, List<?> params) {
    if (params.isEmpty() || !(params.get(0) instanceof String name)) {
      throw OvsdbFailure.syntax(params, "%s request params must begin with <db-name>", method);
    }
    Database database = engine.database(name);
    if (database == null) {
      throw OvsdbFailure.about(
          params, "unknown database", "%s request specifies unknown database %s", method, name);
    }
    return database;
  }

  private static Object setChangeAware(Session session, List<?> params) {
    if (params.size() != 1 || !(params.get(0) instanceof Boolean aware)) {
      throw OvsdbFailure.syntax(params, "set_db_change_aware: true or false parameter expected");
    }
    session.setChangeAware(aware);
    return Map.of();
  }

  private void transact(Session session, List<?> params, Reply reply) {
    String name = database("transact", params).schema().name();
    List<?> operations = params.subList(1, params.size());
    engine.transact(
        new Trigger(session, reply.id(), name, operations, System.nanoTime(), reply::result));
  }

  private void monitor(
      Session session, String method, List<?> params, Reply reply, Monitor.Kind kind) {
    Database database = database(method, params);
    if (params.size() != (kind == Monitor.Kind.SINCE ? 4 : 3)) {
      throw OvsdbFailure.syntax(params, "invalid parameters");
    }
    if (!(params.get(2) instanceof Map<?, ?> requests)) {
      throw OvsdbFailure.syntax(params.get(2), "monitor-requests must be object");
    }
    if (session.monitors().containsKey(params.get(1))) {
      throw OvsdbFailure.syntax(params.get(1), "duplicate monitor ID");
    }
    if (kind == Monitor.Kind.SINCE) {
      String complaint = "last-txn-id must be UUID format.";
      AtomKind.id(String.valueOf(params.get(3)), params.get(3), complaint);
    }
    Monitor monitor = new Monitor(kind, database, params.get(1), requests);
    session.monitors().put(params.get(1), monitor);
    reply.result(monitor.initial());
  }

  private void changeMonitor(Session session, List<?> params, Reply reply) {
    if (params.size() != 3) {
      throw OvsdbFailure.syntax(params, "invalid parameters");
    }
    Monitor monitor = session.monitors().get(params.get(0));
    if (monitor == null) {
      throw OvsdbFailure.syntax(params.get(0), "unknown monitor session");
    }
    if (!(params.get(2) instanceof Map<?, ?> requests)) {
      throw OvsdbFailure.syntax(params.get(2), "monitor-cond-change-requests must be object");
    }
    // What the new conditions show comes before the reply.
    session.send(monitor.change(params.get(1), requests));
    session.monitors().remove(params.get(0));
    session.monitors().put(params.get(1), monitor);
    reply.result(Map.of());
  }

  private void cancelMonitor(Session session, List<?> params, Reply reply) {
    if (params.size() != 1) {
      reply.failure("invalid parameters");
    } else if (session.monitors().remove(params.get(0)) == null) {
      reply.failure("unknown monitor");
    } else {
      reply.result(Map.of());
    }
  }
}
