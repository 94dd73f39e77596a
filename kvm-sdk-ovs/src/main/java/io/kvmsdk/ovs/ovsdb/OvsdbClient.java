package io.kvmsdk.ovs.ovsdb;

import java.time.Duration;
import java.util.List;

/**
 * A connection to an OVSDB server. Threads may share it; calls then run side by side.
 *
 * <pre>{@code
 * try (OvsdbClient db = OvsdbClient.connect(OvsdbEndpoint.parse("unix:/run/openvswitch/db.sock"), Duration.ofSeconds(5))) {
 *   db.listDatabases(); // [Open_vSwitch, _Server]
 * }
 * }</pre>
 *
 * <p>Every call throws {@link io.kvmsdk.error.ConnectionLostException} where the connection is
 * gone, {@link io.kvmsdk.error.TimedOutException} where no reply comes in time, and {@link
 * OvsdbException} where the server answers with an error or breaks the protocol.
 */
public final class OvsdbClient implements AutoCloseable {
  private final JsonRpcConnection connection;

  private OvsdbClient(JsonRpcConnection connection) {
    this.connection = connection;
  }

  /**
   * Connects to a server.
   *
   * @param timeout for connecting, and then for each call
   * @throws io.kvmsdk.error.ConnectionLostException if nothing listens at {@code endpoint}
   * @throws io.kvmsdk.error.UnsupportedException for {@code ssl:}, which is not implemented
   */
  public static OvsdbClient connect(OvsdbEndpoint endpoint, Duration timeout) {
    if (timeout.isZero() || timeout.isNegative()) {
      throw new IllegalArgumentException("a time-out must be positive: " + timeout);
    }
    return new OvsdbClient(new JsonRpcConnection(endpoint, timeout));
  }

  /** The names of the server's databases (RFC 7047, 4.1.1, {@code list_dbs}). */
  public List<String> listDatabases() {
    if (connection.call("list_dbs", List.of()) instanceof List<?> names
        && names.stream().allMatch(String.class::isInstance)) {
      return names.stream().map(String.class::cast).toList();
    }
    throw violation("list_dbs gives no list of names");
  }

  /** Asks for a sign of life (RFC 7047, 4.1.11), and returns when it comes. */
  public void echo() {
    List<String> sent = List.of("kvm-sdk");
    if (!sent.equals(connection.call("echo", sent))) {
      throw violation("echo gives something else back");
    }
  }

  private OvsdbException violation(String problem) {
    return new OvsdbException(
        connection.subject(), OvsdbException.PROTOCOL_VIOLATION, problem, null);
  }

  /** Ends the connection; calls that wait fail. Closing again does nothing. */
  @Override
  public void close() {
    connection.close();
  }

  @Override
  public String toString() {
    return "OvsdbClient[" + connection.subject().name() + "]";
  }
}
