package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.spec.Validation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A port that switches call, each of which gets a client of its own: for hosts that cannot be
 * reached, but can reach us.
 *
 * <pre>{@code
 * // On each host: ovs-vsctl set-manager ssl:HERE:6640
 * OvsdbListener.listen(
 *     o -> o.addEndpoints(OvsdbEndpoint.parse("pssl:6640")).tls(tls),
 *     (id, client) -> System.out.println(id + " has " + client.listDatabases()));
 * }</pre>
 *
 * <p>A switch is known by its {@code external_ids:system-id}, or else by the UUID of its row in the
 * table {@code Open_vSwitch}. One that hangs up and calls again keeps its client: calls wait for
 * it, replicas and locks are taken up again. While it is there, no other can call by the same name;
 * but on a {@code ptcp:} port anybody can be the first to, and on a {@code pssl:} port whoever has
 * a certificate.
 *
 * <p>Callers have {@link OvsdbOptions#connectTimeout} for each step until they are known; at most
 * 32 may be on their way there, and then whoever has been it for longest is sent away. A thousand
 * switches are known, until their clients are closed.
 */
public final class OvsdbListener implements AutoCloseable {
  /** How many switches are remembered. */
  private static final int MOST_SWITCHES = 1_000;

  private static final System.Logger LOG = System.getLogger(OvsdbListener.class.getName());

  private final OvsdbOptions options;
  private final BiConsumer<String, OvsdbClient> firstCall;
  private final Map<String, Known> switches = new ConcurrentHashMap<>();
  private final Door door;
  private volatile KvmException lastRefusal;
  private volatile boolean closed;

  private record Known(Doorstep step, OvsdbClient client) {}

  private OvsdbListener(OvsdbOptions options, BiConsumer<String, OvsdbClient> firstCall) {
    this.options = options;
    this.firstCall = firstCall;
    this.door = new Door(options, this::takeIn, why -> lastRefusal = why);
  }

  /**
   * Listens.
   *
   * @param options with one endpoint, {@code ptcp:} or {@code pssl:}, at port 0 for any that is
   *     free; the rest is for the clients
   * @param firstCall is told each switch by its name, once until its client is closed; on a thread
   *     of its own, which it may keep
   * @throws io.kvmsdk.error.ConnectionLostException if the port is taken
   */
  public static OvsdbListener listen(
      OvsdbOptions options, BiConsumer<String, OvsdbClient> firstCall) {
    Validation.of("options", "of an OVSDB listener")
        .require(options.isCalled(), "the endpoint must be ptcp: or pssl:")
        .orThrow();
    return new OvsdbListener(options, firstCall);
  }

  /** As {@link #listen(OvsdbOptions, BiConsumer)}, with options made in place. */
  public static OvsdbListener listen(
      Consumer<OvsdbOptions.Builder> options, BiConsumer<String, OvsdbClient> firstCall) {
    OvsdbOptions.Builder builder = OvsdbOptions.builder();
    options.accept(builder);
    return listen(builder.build(), firstCall);
  }

  /** Where it listens, with the port that was chosen. */
  public OvsdbEndpoint.Passive endpoint() {
    return door.endpoint();
  }

  /** The clients of all switches that have called, by their names; some may be away. */
  public Map<String, OvsdbClient> clients() {
    return switches.entrySet().stream()
        .filter(known -> !known.getValue().step().isClosed())
        .collect(
            Collectors.toUnmodifiableMap(Map.Entry::getKey, known -> known.getValue().client()));
  }

  /** Why the last caller was sent away that was, as for its certificate. */
  public Optional<KvmException> lastRefusal() {
    return Optional.ofNullable(lastRefusal);
  }

  private Runnable takeIn(JsonRpcConnection caller) {
    String name = name(caller);
    Known fresh = known(name);
    Known known = switches.merge(name, fresh, (old, mine) -> old.step().isClosed() ? mine : old);
    boolean first = known.step() == fresh.step();
    try {
      if (first && isFull()) {
        throw new ConflictException(
            caller.subject(), "there are " + MOST_SWITCHES + " other switches", "");
      }
      known.step().offer(caller);
      if (closed) { // while this one came in
        known.client().close();
      }
    } catch (RuntimeException e) {
      if (first) {
        fresh.client().close();
        switches.remove(name, fresh);
      }
      throw e;
    }
    return first ? () -> tell(name, fresh.client()) : () -> {};
  }

  private boolean isFull() {
    switches.values().removeIf(known -> known.step().isClosed());
    return switches.size() > MOST_SWITCHES;
  }

  private Known known(String name) {
    Subject subject = Subject.of("switch", name);
    Doorstep step = new Doorstep(subject, options);
    return new Known(step, new OvsdbClient(new OvsdbSession(options, subject, step), () -> {}));
  }

  private void tell(String name, OvsdbClient client) {
    try {
      firstCall.accept(name, client);
    } catch (RuntimeException e) { // is nobody else's affair
      LOG.log(System.Logger.Level.WARNING, "who listens for switches failed at " + name, e);
    }
  }

  /** Asks the switch itself; ovs-vswitchd.conf.db(5), table {@code Open_vSwitch}. */
  private String name(JsonRpcConnection caller) {
    Map<String, ?> select =
        Map.of(
            "op",
            "select",
            "table",
            "Open_vSwitch",
            "where",
            List.of(),
            "columns",
            List.of("_uuid", "external_ids"));
    Object results =
        caller.call("transact", List.of("Open_vSwitch", select), options.connectTimeout());
    if (results instanceof List<?> all
        && !all.isEmpty()
        && all.get(0) instanceof Map<?, ?> selected
        && selected.get("rows") instanceof List<?> rows
        && rows.size() == 1
        && rows.get(0) instanceof Map<?, ?> row
        && row.get("_uuid") instanceof List<?> uuid
        && uuid.size() == 2) {
      return systemId(row.get("external_ids")).orElseGet(() -> String.valueOf(uuid.get(1)));
    }
    throw OvsdbException.violation(caller.subject(), "it does not say which switch it is", null);
  }

  /** From a {@code <map>} of RFC 7047, 5.1. */
  private static Optional<String> systemId(Object ids) {
    if (ids instanceof List<?> map && map.size() == 2 && map.get(1) instanceof List<?> pairs) {
      return pairs.stream()
          .filter(
              pair -> pair instanceof List<?> p && p.size() == 2 && "system-id".equals(p.get(0)))
          .map(pair -> String.valueOf(((List<?>) pair).get(1)))
          .filter(id -> !id.isEmpty())
          .findFirst();
    }
    return Optional.empty();
  }

  /** Stops listening, and closes all clients. Closing again does nothing. */
  @Override
  public void close() {
    closed = true;
    door.close();
    switches.values().forEach(known -> known.client().close());
  }

  @Override
  public String toString() {
    return "OvsdbListener[" + endpoint() + ", " + clients().keySet() + "]";
  }
}
