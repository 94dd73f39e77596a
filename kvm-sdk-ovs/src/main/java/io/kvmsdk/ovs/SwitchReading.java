package io.kvmsdk.ovs;

import io.kvmsdk.ovs.ovsdb.Atom;
import io.kvmsdk.ovs.ovsdb.OvsdbDatabase;
import io.kvmsdk.ovs.ovsdb.Row;
import io.kvmsdk.ovs.ovsdb.TableSnapshot;
import io.kvmsdk.ovs.ovsdb.Value;
import io.kvmsdk.value.MacAddress;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a switch reports, as values. */
final class SwitchReading {
  private final TableSnapshot snapshot;

  private SwitchReading(TableSnapshot snapshot) {
    this.snapshot = snapshot;
  }

  static SwitchReading of(OvsdbDatabase database) {
    return new SwitchReading(
        database.read(
            SwitchState.BRIDGE,
            SwitchState.PORT,
            SwitchState.INTERFACE,
            SwitchState.CONTROLLER,
            SwitchState.MIRROR));
  }

  Optional<BridgeInfo> bridge(String name) {
    return snapshot.rows(SwitchState.BRIDGE).stream()
        .filter(row -> row.text("name").equals(name))
        .findFirst()
        .map(this::bridge);
  }

  private BridgeInfo bridge(Row row) {
    return new BridgeInfo(
        row.text("name"),
        row.text("datapath_type"),
        row.optionalText("datapath_id"),
        row.optionalText("fail_mode"),
        row.bool("stp_enable"),
        row.bool("rstp_enable"),
        Map.copyOf(row.map("rstp_status")),
        Map.copyOf(row.map("status")),
        mirrors(row),
        Map.copyOf(row.map("external_ids")),
        rows(SwitchState.CONTROLLER, row, "controller")
            .map(SwitchReading::controller)
            .sorted(Comparator.comparing(ControllerInfo::target))
            .toList(),
        rows(SwitchState.PORT, row, "ports")
            .map(this::port)
            .sorted(Comparator.comparing(PortInfo::name))
            .toList());
  }

  private Stream<Row> rows(String table, Row row, String column) {
    Set<UUID> uuids = row.uuids(column);
    return uuids.stream().flatMap(uuid -> snapshot.find(table, uuid).stream());
  }

  private static ControllerInfo controller(Row row) {
    return new ControllerInfo(
        row.text("target"), row.bool("is_connected"), Map.copyOf(row.map("status")));
  }

  private PortInfo port(Row row) {
    return new PortInfo(
        row.text("name"),
        vlan(row),
        row.bool("protected"),
        rows(SwitchState.INTERFACE, row, "interfaces")
            .map(SwitchReading::networkInterface)
            .sorted(Comparator.comparing(InterfaceInfo::name))
            .toList(),
        row.optionalText("bond_active_slave").map(MacAddress::of),
        Map.copyOf(row.map("rstp_status")),
        Map.copyOf(row.map("external_ids")));
  }

  private Map<String, Long> mirrors(Row bridge) {
    return rows(SwitchState.MIRROR, bridge, "mirrors")
        .collect(
            Collectors.toUnmodifiableMap(
                row -> row.text("name"),
                row -> counters(row).getOrDefault("tx_packets", 0L),
                Long::sum));
  }

  /** Without a mode, a port is an access port if it has a tag, else a trunk. */
  private static Vlan vlan(Row port) {
    OptionalLong tag = port.optionalInteger("tag");
    Set<Integer> trunks = vlans(port, "trunks");
    String mode = port.optionalText("vlan_mode").orElse(tag.isPresent() ? "access" : "trunk");
    int vlan = (int) tag.orElse(0);
    return switch (mode) {
      case "access" -> new Vlan.Access(vlan);
      case "native-tagged" -> new Vlan.NativeTagged(vlan, trunks);
      case "native-untagged" -> new Vlan.NativeUntagged(vlan, trunks);
      case "dot1q-tunnel" -> new Vlan.Dot1qTunnel(vlan, vlans(port, "cvlans"));
      default -> new Vlan.Trunk(trunks);
    };
  }

  private static Set<Integer> vlans(Row port, String column) {
    return port.integers(column).stream().map(Long::intValue).collect(Collectors.toSet());
  }

  private static InterfaceInfo networkInterface(Row row) {
    Map<String, String> options = new LinkedHashMap<>(row.map("options"));
    options.remove("psk");
    return new InterfaceInfo(
        row.text("name"),
        row.text("type").isEmpty() ? "system" : row.text("type"),
        Map.copyOf(options),
        number(row.optionalInteger("ofport")),
        row.optionalText("error"),
        row.optionalText("mac_in_use").map(MacAddress::of),
        number(row.optionalInteger("mtu")),
        row.optionalText("admin_state").map("up"::equals),
        row.optionalText("link_state").map("up"::equals),
        row.optionalInteger("link_speed"),
        new InterfaceInfo.Counters(counters(row)),
        Map.copyOf(row.map("status")),
        Map.copyOf(row.map("external_ids")));
  }

  /** ovs-vswitchd writes -1 where it gave up. */
  private static OptionalInt number(OptionalLong number) {
    return number.isPresent() && number.getAsLong() >= 0
        ? OptionalInt.of((int) number.getAsLong())
        : OptionalInt.empty();
  }

  private static Map<String, Long> counters(Row row) {
    return ((Value.MapOf) row.value("statistics"))
        .entries().entrySet().stream()
            .collect(
                Collectors.toMap(
                    e -> e.getKey().toString(), e -> ((Atom.Int) e.getValue()).value()));
  }
}
