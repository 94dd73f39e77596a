package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.error.ConnectionLostException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Leaves a member of a cluster that has lost touch with the others, or does not lead them, by what
 * it says of itself in its database {@code _Server} (ovsdb-server(5)).
 */
final class ClusterWatch implements Follower {
  private static final String MONITOR = "kvmsdk-cluster";
  private static final Map<String, ?> WANTED =
      Map.of("Database", Map.of("columns", List.of("name", "model", "connected", "leader")));

  private final boolean leaderOnly;

  ClusterWatch(boolean leaderOnly) {
    this.leaderOnly = leaderOnly;
  }

  @Override
  public void connected(JsonRpcConnection connection) {
    Object databases;
    try {
      databases = connection.call("monitor", List.of("_Server", MONITOR, WANTED));
    } catch (OvsdbException e) {
      if (e.kind() == OvsdbError.UNKNOWN_DATABASE) { // older than Open vSwitch 2.9: no clusters
        return;
      }
      throw e;
    }
    problem(databases)
        .ifPresent(
            problem -> {
              throw new ConnectionLostException(
                  connection.subject(), problem, "Give all members' endpoints, or wait");
            });
  }

  @Override
  public void notified(JsonRpcConnection connection, Notification notification) {
    List<?> params = notification.params();
    if (notification.method().equals("update")
        && params.size() == 2
        && MONITOR.equals(params.get(0))) {
      problem(params.get(1)).ifPresent(problem -> connection.end(new IOException(problem)));
    }
  }

  @Override
  public boolean needsConnection() {
    return false;
  }

  /** Reads {@code <table-updates>} (RFC 7047, 4.1.6). */
  private Optional<String> problem(Object updates) {
    if (updates instanceof Map<?, ?> tables && tables.get("Database") instanceof Map<?, ?> rows) {
      return rows.values().stream()
          .map(row -> row instanceof Map<?, ?> change ? change.get("new") : null)
          .map(row -> row instanceof Map<?, ?> database ? problemOf(database) : null)
          .filter(Objects::nonNull)
          .findFirst();
    }
    return Optional.empty();
  }

  private String problemOf(Map<?, ?> database) {
    if (!"clustered".equals(database.get("model"))) {
      return null;
    }
    if (Boolean.FALSE.equals(database.get("connected"))) {
      return "it has lost touch with the cluster of " + database.get("name");
    }
    return leaderOnly && Boolean.FALSE.equals(database.get("leader"))
        ? "it does not lead the cluster of " + database.get("name")
        : null;
  }
}
