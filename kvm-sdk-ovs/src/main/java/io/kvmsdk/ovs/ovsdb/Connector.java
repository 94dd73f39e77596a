package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.TimedOutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Looks for an endpoint that answers, once at each. */
final class Connector implements Source {
  private final OvsdbOptions options;
  private final List<OvsdbEndpoint> endpoints;

  Connector(OvsdbOptions options) {
    this.options = options;
    this.endpoints = new ArrayList<>(options.endpoints());
    if (options.randomOrder()) {
      Collections.shuffle(endpoints);
    }
  }

  static String names(OvsdbOptions options) {
    return options.endpoints().stream().map(Object::toString).collect(Collectors.joining(","));
  }

  @Override
  public void connect(JsonRpcConnection.Listener listener, Consumer<JsonRpcConnection> use) {
    List<KvmException> failures = new ArrayList<>();
    for (OvsdbEndpoint endpoint : endpoints) {
      try {
        connect(endpoint, listener, use);
        return;
      } catch (KvmException e) {
        failures.add(e);
      }
    }
    throw failures.size() == 1 ? failures.get(0) : allOf(failures);
  }

  private void connect(
      OvsdbEndpoint endpoint,
      JsonRpcConnection.Listener listener,
      Consumer<JsonRpcConnection> use) {
    JsonRpcConnection connection = new JsonRpcConnection(endpoint, options, listener);
    try {
      greet(connection, endpoint);
    } catch (RuntimeException | Error e) {
      connection.close();
      throw e;
    }
    introduce(connection, options, use);
  }

  /** Hands over a connection that answers; closes it if it will not do. */
  static void introduce(
      JsonRpcConnection connection, OvsdbOptions options, Consumer<JsonRpcConnection> use) {
    try {
      if (options.changeAware()) {
        connection.call("set_db_change_aware", List.of(true));
      }
      use.accept(connection);
    } catch (RuntimeException | Error e) {
      connection.close();
      throw e;
    }
  }

  /** A server that is stopped lets its system accept connections all the same. */
  private void greet(JsonRpcConnection connection, OvsdbEndpoint endpoint) {
    try {
      connection.call("echo", List.of(), options.connectTimeout());
    } catch (KvmException e) {
      throw unserved(endpoint, e);
    }
  }

  private KvmException unserved(OvsdbEndpoint endpoint, KvmException e) {
    Subject server = Subject.of("OVSDB server", endpoint);
    if (e instanceof TimedOutException) {
      return new ConnectionLostException(
          server,
          "it takes connections, but gives no answer within " + options.connectTimeout(),
          "See whether ovsdb-server is stopped or overloaded",
          e);
    }
    if (e instanceof ConnectionLostException && endpoint instanceof OvsdbEndpoint.Tcp) {
      return new ConnectionLostException(
          server,
          "it hangs up without an answer: " + e.problem(),
          "If it listens with pssl:, write ssl:",
          e);
    }
    return e;
  }

  @Override
  public ConnectionLostException noAnswer(Duration within) {
    return new ConnectionLostException(
        Subject.of("OVSDB server", names(options)),
        "could not connect: no answer within " + within,
        Sockets.REMEDY);
  }

  private KvmException allOf(List<KvmException> failures) {
    String problems =
        failures.stream()
            .map(e -> e.subject().name() + ": " + e.problem())
            .collect(Collectors.joining("; "));
    ConnectionLostException all =
        new ConnectionLostException(
            Subject.of("OVSDB server", names(options)), "no endpoint will do: " + problems, "");
    failures.forEach(all::addSuppressed);
    return all;
  }
}
