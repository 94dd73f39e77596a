package io.kvmsdk.ovs;

import io.kvmsdk.change.Effect;
import io.kvmsdk.error.Subject;
import io.kvmsdk.ovs.ovsdb.Condition;
import io.kvmsdk.ovs.ovsdb.Operation;
import io.kvmsdk.ovs.ovsdb.Row;
import io.kvmsdk.ovs.ovsdb.Value;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Has ovs-vswitchd make a bridge's ports anew. A port that came while STP or RSTP ran, and so was
 * not forwarding yet, is left out of flooding when that is turned off (Open vSwitch 3.1), and no
 * change of its settings mends that. So is one that comes in the same transaction, as ovs-vswitchd
 * makes ports first.
 *
 * <p>ovs-vswitchd makes an interface anew that asks for another OpenFlow number. It is given one,
 * and in a second step its own again, so that flows that name it stay right. No row goes meanwhile:
 * if this ends half-way, a number is another.
 */
final class PortRenewal {
  private static final String NUMBER = "ofport";
  private static final String REQUEST = "ofport_request";

  /** The highest number that a port may have; ovs-vswitchd gives the lowest. */
  private static final int LAST = 65279;

  private final SwitchState state;
  private final Draft draft;
  private final Set<Long> used = new HashSet<>();
  private long free = 1;

  PortRenewal(SwitchState state, Draft draft) {
    this.state = state;
    this.draft = draft;
  }

  /**
   * Renews what is on a bridge.
   *
   * @param spec whose interfaces get the numbers that it asks for
   */
  void plan(Row bridge, BridgeSpec spec) {
    Map<String, Long> wanted = new HashMap<>();
    spec.ports().stream()
        .flatMap(port -> port.interfaces().stream())
        .forEach(i -> i.ofport().ifPresent(number -> wanted.put(i.name(), (long) number)));
    used.addAll(wanted.values());
    List<Row> interfaces =
        bridge.uuids("ports").stream()
            .map(port -> state.row(SwitchState.PORT, port))
            .filter(port -> !port.text("name").equals(bridge.text("name")))
            .map(port -> port.uuids("interfaces"))
            .flatMap(Collection::stream)
            .map(uuid -> state.row(SwitchState.INTERFACE, uuid))
            .filter(row -> row.optionalInteger(NUMBER).orElse(-1) > 0)
            .toList();
    interfaces.forEach(row -> used.add(row.integer(NUMBER)));
    interfaces.forEach(
        row -> renew(row, nextFree(), Optional.ofNullable(wanted.get(row.text("name")))));
  }

  private long nextFree() {
    while (!used.add(free)) {
      free++;
    }
    return free;
  }

  /** Interfaces that come in the same transaction: they go far away, and back. */
  void planNew(List<InterfaceSpec> interfaces) {
    for (int i = 0; i < interfaces.size(); i++) {
      InterfaceSpec spec = interfaces.get(i);
      Condition name = Condition.equal("name", spec.name());
      draft.later(0, request(name, Value.of(LAST - i)));
      draft.later(
          1,
          request(
              name, Value.of(spec.ofport().isPresent() ? spec.ofport().getAsInt() : nextFree())));
      if (spec.ofport().isEmpty()) {
        draft.later(2, request(name, Value.set()));
      }
    }
  }

  /** The first transaction may ask for the wanted number already, which may be the old one, too. */
  private void renew(Row row, long number, Optional<Long> wanted) {
    draft.note(
        Effect.RECREATE,
        Subject.of("interface", row.text("name")),
        "make anew: what came while STP or RSTP ran is left out of flooding without");
    draft.update(SwitchState.INTERFACE, row, Map.of(REQUEST, Value.of(number)));
    Condition uuid = Condition.uuid(row.uuid());
    draft.later(0, request(uuid, wanted.isPresent() ? Value.of(number) : row.value(NUMBER)));
    draft.later(1, request(uuid, wanted.map(Value::of).orElse(row.value(REQUEST))));
  }

  private static Operation request(Condition row, Value number) {
    return Operation.update(SwitchState.INTERFACE, Map.of(REQUEST, number), row);
  }
}
