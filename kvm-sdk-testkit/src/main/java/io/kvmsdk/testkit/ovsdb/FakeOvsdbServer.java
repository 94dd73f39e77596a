package io.kvmsdk.testkit.ovsdb;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A server that speaks OVSDB (RFC 7047 and ovsdb-server(7)) over a Unix socket and a TCP port of
 * this machine, with its databases in memory: to test clients of Open vSwitch where it is not
 * installed, and to see what they do when something goes wrong.
 *
 * <p>It answers as the ovsdb-server of Open vSwitch 3.1 does, errors included. It knows no TLS, no
 * clusters and no access rules. Values in JSON are maps, lists, strings, {@code Long}, {@code
 * Double}, {@code Boolean} and null. Threads may share it.
 */
public final class FakeOvsdbServer implements AutoCloseable {
  private static final String OPEN_VSWITCH = "Open_vSwitch";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Engine engine = new Engine();
  private final Sockets sockets;
  private final FakeVswitchd vswitchd;

  private FakeOvsdbServer(List<String> schemas, boolean withSwitch) {
    for (String schema : schemas) {
      engine.add(Schema.read(schema));
    }
    vswitchd = withSwitch ? new FakeVswitchd(engine) : null;
    sockets = new Sockets(engine);
  }

  /**
   * Starts a server of these databases, which are empty, and {@code _Server}.
   *
   * @param schemas each as RFC 7047, 3.2, has it
   * @throws IllegalArgumentException if one is not JSON
   */
  public static FakeOvsdbServer start(String... schemas) {
    return new FakeOvsdbServer(List.of(schemas), false);
  }

  /**
   * Starts a server of Open vSwitch's database, with the one row of its root table, and a {@link
   * #vswitchd} that obeys it.
   */
  public static FakeOvsdbServer openVSwitch() {
    FakeOvsdbServer server = new FakeOvsdbServer(List.of(openVSwitchSchema()), true);
    server.transact(OPEN_VSWITCH, "[{\"op\":\"insert\",\"table\":\"Open_vSwitch\",\"row\":{}}]");
    return server;
  }

  /** The schema of Open vSwitch's database, as 3.1 has it (8.3.1). */
  public static String openVSwitchSchema() {
    try (InputStream in = FakeOvsdbServer.class.getResourceAsStream("open-vswitch.json")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens on a Unix socket, as {@code unix:FILE}. */
  public String endpoint() {
    return "unix:" + sockets.file();
  }

  /** Where it listens on TCP, as {@code tcp:127.0.0.1:PORT}. */
  public String tcpEndpoint() {
    return "tcp:127.0.0.1:" + sockets.port();
  }

  /**
   * Calls a client that listens, once, as {@code ovs-vsctl set-manager} has a real server do again
   * and again.
   *
   * @param target as {@code tcp:127.0.0.1:6640}
   * @throws UncheckedIOException if nobody listens there
   */
  public void call(String target) {
    sockets.call(target);
  }

  /**
   * Sets how long a TCP client may be quiet before it is asked whether it lives, and then again
   * before it is dropped; zero is forever. ovsdb-server takes 5 s, and so does this. It holds for
   * connections that come later.
   */
  public void probeEvery(Duration interval) {
    sockets.probeEvery(interval);
  }

  /**
   * The switch behind {@link #openVSwitch}.
   *
   * @throws IllegalStateException if there is none
   */
  public FakeVswitchd vswitchd() {
    if (vswitchd == null) {
      throw new IllegalStateException("no switch: start the server by openVSwitch()");
    }
    return vswitchd;
  }

  /**
   * Does a transaction, as if by another client; it is neither in {@link #log} nor counted.
   *
   * @param operations a JSON array of operations
   * @return the results, as {@code transact} gives them
   */
  public List<Object> transact(String database, String operations) {
    return engine.local(database, (List<?>) JsonReader.read(operations));
  }

  /** All rows of a table, by column, in their JSON notation. */
  public List<Map<String, Object>> rows(String database, String table) {
    return engine.rows(database, table);
  }

  /** What clients sent, oldest first, without their replies to probes. */
  public List<OvsdbRequest> log() {
    return engine.log();
  }

  /** How many transactions of clients have been committed that changed something. */
  public long transactions() {
    return engine.transactions();
  }

  /**
   * Blocks until {@code count} requests of the method have come since the start.
   *
   * @throws AssertionError if they do not within 30 s
   */
  public void awaitRequests(String method, int count) {
    engine.await(
        count + " times " + method,
        e -> e.log().stream().filter(r -> r.method().equals(method)).count() >= count,
        PATIENCE);
  }

  /** Lets {@code fault} strike requests of this method, in place of an earlier fault. */
  public void failOn(String method, OvsdbFault fault) {
    engine.failOn(method, fault);
  }

  /** Sends what {@link OvsdbFault#holdReply} kept back. */
  public void releaseReplies() {
    engine.release();
  }

  /** Ends all faults but silence; what was kept back goes out. */
  public void heal() {
    engine.heal();
  }

  /** Breaks all connections; new ones are taken. */
  public void dropConnections() {
    engine.dropAll();
  }

  /**
   * Puts another schema in the place of the one of that name, as {@code ovsdb-client convert} does:
   * rows keep the columns that remain. Clients that said {@code set_db_change_aware} get {@code
   * monitor_canceled} for each monitor of it, others lose their connection.
   */
  public void changeSchema(String schema) {
    engine.convert(Schema.read(schema));
  }

  @Override
  public void close() {
    sockets.close();
    engine.close();
  }
}
