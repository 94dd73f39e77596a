package io.kvmsdk.ovs;

import io.kvmsdk.change.Change;
import io.kvmsdk.change.Effect;
import io.kvmsdk.change.Update;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.ovs.ovsdb.OvsdbClient;
import io.kvmsdk.ovs.ovsdb.OvsdbDatabase;
import io.kvmsdk.ovs.ovsdb.OvsdbEndpoint;
import io.kvmsdk.progress.ProgressListener;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A host's Open vSwitch, reached by its database. Threads may share it.
 *
 * <pre>{@code
 * try (OpenVSwitch ovs = OpenVSwitch.connect(OvsdbEndpoint.parse("unix:/run/openvswitch/db.sock"))) {
 *   ovs.apply(b -> b.name("br0").port(p -> p.name("eth1").vlan(Vlan.access(10))));
 * }
 * }</pre>
 */
public final class OpenVSwitch implements AutoCloseable {
  private static final String DATABASE = "Open_vSwitch";
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final OvsdbDatabase database;
  private final AutoCloseable connection;
  private final boolean waits;
  private final Duration deadline;

  private OpenVSwitch(
      OvsdbDatabase database, AutoCloseable connection, boolean waits, Duration deadline) {
    this.database = database;
    this.connection = connection;
    this.waits = waits;
    this.deadline = deadline;
  }

  /** As {@link #connect(OvsdbEndpoint, Duration)}, with half a minute for each call. */
  public static OpenVSwitch connect(OvsdbEndpoint endpoint) {
    return connect(endpoint, CALL_TIMEOUT);
  }

  /**
   * Connects to a switch's database.
   *
   * @param timeout for connecting, and for each answer of the database
   * @throws io.kvmsdk.error.ConnectionLostException if nothing listens at {@code endpoint}
   */
  public static OpenVSwitch connect(OvsdbEndpoint endpoint, Duration timeout) {
    OvsdbClient client = OvsdbClient.connect(endpoint, timeout);
    try {
      return new OpenVSwitch(client.database(DATABASE), client, true, DEADLINE);
    } catch (RuntimeException | Error e) {
      client.close();
      throw e;
    }
  }

  /** A switch whose database is reached already; closing it leaves that open. */
  public static OpenVSwitch of(OvsdbDatabase database) {
    return new OpenVSwitch(database, () -> {}, true, DEADLINE);
  }

  /** The switch's database, for what has no word here. */
  public OvsdbDatabase database() {
    return database;
  }

  /**
   * The same switch, whose changes return as soon as the database has them, as with {@code
   * ovs-vsctl --no-wait}: whether ovs-vswitchd can carry them out is not known then.
   */
  public OpenVSwitch noWait() {
    return new OpenVSwitch(database, connection, false, deadline);
  }

  /**
   * The same switch, whose ovs-vswitchd may take that long to carry a change out, where it is half
   * a minute otherwise: a bridge of a thousand devices takes it twenty seconds to delete.
   */
  public OpenVSwitch deadline(Duration forChanges) {
    return new OpenVSwitch(database, connection, waits, forChanges);
  }

  /** As {@link #plan(List)}. */
  public Update plan(BridgeSpec... bridges) {
    return plan(List.of(bridges));
  }

  /** As {@link #plan(List)}, for one bridge. */
  public Update plan(Consumer<BridgeSpec.Builder> bridge) {
    BridgeSpec.Builder builder = BridgeSpec.builder();
    bridge.accept(builder);
    return plan(builder.build());
  }

  /**
   * Plans how bridges become what specs say. What these do not name stays as it is: other bridges,
   * other ports, columns, and keys of {@code other_config} and {@code external_ids}.
   *
   * <p>Applying is one transaction, and then waits for ovs-vswitchd to have carried it out. {@link
   * Effect#RECREATE} is done, too: the bridge or interface is gone for a moment.
   *
   * @throws ConflictException if a name that is to be new is another port's, another bridge's or
   *     another bond's already
   * @see Update#apply
   */
  public Update plan(List<BridgeSpec> bridges) {
    return plan(SwitchSpec.builder().bridges(bridges).build());
  }

  /** As {@link #plan(List)}, with managers and what else is of the whole switch. */
  public Update plan(SwitchSpec spec) {
    return update((state, draft) -> new BridgePlanner(state, draft).plan(spec));
  }

  /** As {@link #apply(List)}. */
  public List<Change> apply(BridgeSpec... bridges) {
    return apply(List.of(bridges));
  }

  /** As {@link #apply(List)}, for one bridge. */
  public List<Change> apply(Consumer<BridgeSpec.Builder> bridge) {
    return applied(plan(bridge));
  }

  /**
   * Makes bridges what specs say, as {@link #plan(List)}; if others change the same meanwhile, it
   * is planned anew. If an interface cannot be made, all of it is taken back, but for what others
   * have changed since, and new bridges on which they have ports by then.
   *
   * @return what has changed; empty if everything was as wanted
   * @throws InterfaceFailedException with ovs-vswitchd's words, as for a device that is not there
   * @throws io.kvmsdk.error.TimedOutException if ovs-vswitchd has not carried it out within {@link
   *     #deadline}; the changes stay then
   */
  public List<Change> apply(List<BridgeSpec> bridges) {
    return applied(plan(bridges));
  }

  /** As {@link #apply(List)}, with managers and what else is of the whole switch. */
  public List<Change> apply(SwitchSpec spec) {
    return applied(plan(spec));
  }

  /**
   * Has the database's server heed just these managers; none, where none is named.
   *
   * @param targets as {@code ptcp:6640:127.0.0.1} or {@code ssl:192.0.2.1:6640}
   * @return what has changed
   */
  public List<Change> managers(String... targets) {
    return applied(
        update(
            (state, draft) ->
                new BridgePlanner(state, draft).parts().managers(Bridge.connections(targets))));
  }

  SwitchUpdate update(BiConsumer<SwitchState, Draft> planner) {
    return update(() -> SwitchState.read(database), planner);
  }

  SwitchUpdate update(Supplier<SwitchState> read, BiConsumer<SwitchState, Draft> planner) {
    return new SwitchUpdate(database, waits, read, planner);
  }

  List<Change> applied(Update update) {
    return ((SwitchUpdate) update).apply(ProgressListener.NONE, deadline, false);
  }

  /**
   * Carries out what people have in scripts of {@code ovs-vsctl}.
   *
   * @return what each step printed
   * @throws io.kvmsdk.error.KvmException as {@link VsctlScript#run}
   */
  public List<VsctlOutput> run(VsctlScript script) {
    return (waits ? script : script.noWait()).run(database);
  }

  /** The switch as a tree of text, as {@code ovs-vsctl show} prints it. */
  public String show() {
    return run(VsctlScript.parse("ovs-vsctl show")).get(0).text();
  }

  /** The switch's bridges. */
  public Bridges bridges() {
    return new Bridges(this);
  }

  /** Ends the connection that {@link #connect} made. */
  @Override
  public void close() {
    try {
      connection.close();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("OvsdbClient.close throws no checked exception", e);
    }
  }

  @Override
  public String toString() {
    return "OpenVSwitch[" + database + "]";
  }
}
