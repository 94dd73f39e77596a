package io.kvmsdk.ovs;

import io.kvmsdk.change.Change;
import io.kvmsdk.ovs.ovsdb.Row;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A bridge of a switch. It holds the name only, and looks the bridge up with each call. */
public final class Bridge {
  private final OpenVSwitch ovs;
  private final String name;

  Bridge(OpenVSwitch ovs, String name) {
    this.ovs = ovs;
    this.name = name;
  }

  public String name() {
    return name;
  }

  /** As {@link #addPort(PortSpec)}. */
  public List<Change> addPort(Consumer<PortSpec.Builder> port) {
    PortSpec.Builder builder = PortSpec.builder();
    port.accept(builder);
    return addPort(builder.build());
  }

  /**
   * Adds a port, or changes the one that is there to what {@code port} says.
   *
   * @return what has changed; empty if it was as wanted
   * @throws io.kvmsdk.error.ConflictException if another bridge has it
   * @throws InterfaceFailedException with ovs-vswitchd's words, as for a device that is not there;
   *     nothing has changed then
   */
  public List<Change> addPort(PortSpec port) {
    return ovs.applied(
        ovs.update(
            () -> SwitchState.read(ovs.database(), name, port),
            (state, draft) ->
                new BridgePlanner(state, draft)
                    .plan(port, state.bridge(name).orElseThrow(() -> Bridges.missing(name)))));
  }

  /**
   * Deletes a port.
   *
   * @return what has changed; empty if the bridge has no such port
   */
  public List<Change> deletePort(String port) {
    return apply(
        (state, draft) ->
            new BridgePlanner(state, draft)
                .deletePort(port, state.bridge(name).orElseThrow(() -> Bridges.missing(name))));
  }

  /**
   * Ends the shaping of a port. Rows of {@code QoS} and {@code Queue} that were not made for it
   * stay.
   *
   * @return what has changed; empty if it was not shaped
   * @throws io.kvmsdk.error.NotFoundException if the bridge has no such port
   */
  public List<Change> deleteQos(String port) {
    return apply(
        (state, draft) ->
            new BridgePlanner(state, draft)
                .deleteQos(port, state.bridge(name).orElseThrow(() -> Bridges.missing(name))));
  }

  /**
   * Has the bridge heed just these OpenFlow controllers; none, where none is named.
   *
   * @param targets as {@code tcp:127.0.0.1:6653}
   * @return what has changed
   */
  public List<Change> controllers(String... targets) {
    return parts((row, parts) -> parts.controllers(row, connections(targets)));
  }

  /**
   * Deletes a mirror; its output port is an ordinary port again.
   *
   * @return what has changed; empty if the bridge has no such mirror
   */
  public List<Change> deleteMirror(String mirror) {
    return parts((row, parts) -> parts.deleteMirror(row, mirror));
  }

  /** Ends all that the bridge tells collectors of its traffic. */
  public List<Change> deleteFlowExports() {
    return parts((row, parts) -> parts.deleteExports(row));
  }

  static List<ConnectionSpec> connections(String... targets) {
    return Stream.of(targets).map(ConnectionSpec::of).toList();
  }

  private List<Change> parts(BiConsumer<Row, BridgeParts> change) {
    return apply(
        (state, draft) ->
            change.accept(
                state.bridge(name).orElseThrow(() -> Bridges.missing(name)),
                new BridgePlanner(state, draft).parts()));
  }

  /**
   * How the bridge is, with its ports and their counters.
   *
   * @throws io.kvmsdk.error.NotFoundException if it is gone
   */
  public BridgeInfo info() {
    return SwitchReading.of(ovs.database()).bridge(name).orElseThrow(() -> Bridges.missing(name));
  }

  /**
   * Deletes the bridge with all its ports.
   *
   * @return what has changed; empty if it was gone already
   */
  public List<Change> delete() {
    return apply((state, draft) -> new BridgePlanner(state, draft).deleteBridge(name));
  }

  private List<Change> apply(BiConsumer<SwitchState, Draft> planner) {
    return ovs.applied(ovs.update(planner));
  }

  @Override
  public String toString() {
    return "Bridge[" + name + "]";
  }
}
