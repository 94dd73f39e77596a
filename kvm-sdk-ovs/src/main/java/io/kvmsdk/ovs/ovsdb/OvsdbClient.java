package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.spec.Validation;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A client of an OVSDB server, or of a cluster of them. Threads may share it; calls then run side
 * by side.
 *
 * <pre>{@code
 * try (OvsdbClient db = OvsdbClient.connect(OvsdbEndpoint.parse("unix:/run/openvswitch/db.sock"), Duration.ofSeconds(5))) {
 *   db.listDatabases(); // [Open_vSwitch, _Server]
 * }
 * }</pre>
 *
 * <p>A connection that is lost is made again by the next call, or at once where something is
 * monitored. No call is repeated, since it may have been done and only its answer lost.
 *
 * <p>Every call throws {@link io.kvmsdk.error.ConnectionLostException} where the connection is gone
 * and cannot be made again, {@link io.kvmsdk.error.TimedOutException} where no reply comes in time,
 * and {@link OvsdbException} where the server answers with an error or breaks the protocol.
 */
public final class OvsdbClient implements AutoCloseable {
  private final OvsdbSession session;

  /** Ends what only this client uses. */
  private final Runnable onClose;

  OvsdbClient(OvsdbSession session, Runnable onClose) {
    this.session = session;
    this.onClose = onClose;
  }

  /**
   * Connects to a server, or to a member of a cluster; or, at a {@code ptcp:} or {@code pssl:}
   * endpoint, waits until a server calls, for which one needs up to eight seconds that has tried in
   * vain before. While it stays, nobody else is listened to; when it has gone, the next call waits
   * for it, or another one, to call again.
   *
   * @throws io.kvmsdk.error.ConnectionLostException if no endpoint answers, or nobody calls within
   *     {@link OvsdbOptions#connectTimeout}
   * @throws io.kvmsdk.error.PermissionDeniedException if a certificate is refused, by either side
   */
  public static OvsdbClient connect(OvsdbOptions options) {
    OvsdbClient client =
        options.isCalled() ? called(options) : new OvsdbClient(new OvsdbSession(options), () -> {});
    try {
      client.session.connect();
      return client;
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  private static OvsdbClient called(OvsdbOptions options) {
    Validation.of("options", "of an OVSDB client")
        .require(
            ((OvsdbEndpoint.Passive) options.endpoints().get(0)).port() > 0,
            "a port of 0 is for an OvsdbListener, which says what became of it")
        .orThrow();
    Subject subject = Subject.of("OVSDB server", Connector.names(options));
    Doorstep step = new Doorstep(subject, options);
    Door door =
        new Door(
            options,
            caller -> {
              step.offer(caller);
              return () -> {};
            },
            step::refused);
    return new OvsdbClient(new OvsdbSession(options, subject, step), door::close);
  }

  /** As {@link #connect(OvsdbOptions)}, with options made in place. */
  public static OvsdbClient connect(Consumer<OvsdbOptions.Builder> options) {
    OvsdbOptions.Builder builder = OvsdbOptions.builder();
    options.accept(builder);
    return connect(builder.build());
  }

  /**
   * Connects to a server.
   *
   * @param timeout for connecting, and then for each call
   * @throws io.kvmsdk.error.ConnectionLostException if nothing listens at {@code endpoint}
   * @throws io.kvmsdk.error.InvalidSpecException for {@code ssl:}, which takes {@link OvsdbOptions}
   */
  public static OvsdbClient connect(OvsdbEndpoint endpoint, Duration timeout) {
    return connect(b -> b.addEndpoints(endpoint).callTimeout(timeout).connectTimeout(timeout));
  }

  /** What monitors and locks rest on. */
  OvsdbSession session() {
    return session;
  }

  /** The names of the server's databases (RFC 7047, 4.1.1, {@code list_dbs}). */
  public List<String> listDatabases() {
    if (session.call("list_dbs", List.of()) instanceof List<?> names
        && names.stream().allMatch(String.class::isInstance)) {
      return names.stream().map(String.class::cast).toList();
    }
    throw violation("list_dbs gives no list of names");
  }

  /**
   * One of the server's databases, as {@code Open_vSwitch}; reads its schema (RFC 7047, 4.1.2).
   *
   * @throws OvsdbException with {@code "unknown database"} if there is none of that name
   */
  public OvsdbDatabase database(String name) {
    return new OvsdbDatabase(session, name);
  }

  /**
   * Which server this is, for as long as it runs (ovsdb-server(7), 4.1.17, {@code get_server_id}).
   *
   * @throws OvsdbException with {@code "unknown method"} if it is older than Open vSwitch 2.9
   */
  public UUID serverId() {
    if (session.call("get_server_id", List.of()) instanceof String id) {
      try {
        return UUID.fromString(id);
      } catch (IllegalArgumentException e) {
        throw violation("get_server_id gives no UUID");
      }
    }
    throw violation("get_server_id gives no UUID");
  }

  /** Asks for a sign of life (RFC 7047, 4.1.11), and returns when it comes. */
  public void echo() {
    List<String> sent = List.of("kvm-sdk");
    if (!sent.equals(session.call("echo", sent))) {
      throw violation("echo gives something else back");
    }
  }

  /**
   * Asks for a lock, and stands in line for it (RFC 7047, 4.1.8). A client can ask for a name once.
   *
   * @param name of your own choice, an identifier; the server's databases share their names
   * @param listener is told each {@link LockState} from the first one on, on a thread of its own
   */
  public OvsdbLock lock(String name, Consumer<LockState> listener) {
    return new OvsdbLock(session, name, false, listener);
  }

  /** As {@link #lock(String, Consumer)}, but takes it at once from whoever has it. */
  public OvsdbLock steal(String name, Consumer<LockState> listener) {
    return new OvsdbLock(session, name, true, listener);
  }

  private OvsdbException violation(String problem) {
    return new OvsdbException(session.subject(), OvsdbException.PROTOCOL_VIOLATION, problem, null);
  }

  /** Ends the connection; calls that wait fail. Closing again does nothing. */
  @Override
  public void close() {
    onClose.run();
    session.close();
  }

  @Override
  public String toString() {
    return "OvsdbClient[" + session.subject().name() + "]";
  }
}
