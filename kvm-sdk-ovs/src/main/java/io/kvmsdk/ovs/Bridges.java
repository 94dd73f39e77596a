package io.kvmsdk.ovs;

import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.ovs.ovsdb.Condition;
import io.kvmsdk.ovs.ovsdb.Operation;
import io.kvmsdk.ovs.ovsdb.Row;
import java.util.List;
import java.util.Optional;

/** A switch's bridges. */
public final class Bridges {
  private final OpenVSwitch ovs;

  Bridges(OpenVSwitch ovs) {
    this.ovs = ovs;
  }

  /** All of them, by name. */
  public List<Bridge> list() {
    return names(Operation.select(SwitchState.BRIDGE)).stream()
        .sorted()
        .map(name -> new Bridge(ovs, name))
        .toList();
  }

  public Optional<Bridge> find(String name) {
    return names(Operation.select(SwitchState.BRIDGE, Condition.equal("name", name))).stream()
        .findFirst()
        .map(there -> new Bridge(ovs, there));
  }

  /**
   * The bridge of that name.
   *
   * @throws NotFoundException if there is none
   */
  public Bridge get(String name) {
    return find(name).orElseThrow(() -> missing(name));
  }

  static NotFoundException missing(String name) {
    return new NotFoundException(
        BridgePlanner.subject(name), "there is no such bridge", "Make it with OpenVSwitch.apply");
  }

  private List<String> names(Operation.Select select) {
    List<Row> rows = ovs.database().transact(select.columns("name")).get(0).rows();
    return rows.stream().map(row -> row.text("name")).toList();
  }
}
