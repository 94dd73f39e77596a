package io.kvmsdk.ovs;

import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.ovs.ovsdb.ColumnSchema;
import io.kvmsdk.ovs.ovsdb.Condition;
import io.kvmsdk.ovs.ovsdb.Operation;
import io.kvmsdk.ovs.ovsdb.OperationResult;
import io.kvmsdk.ovs.ovsdb.OvsdbDatabase;
import io.kvmsdk.ovs.ovsdb.Row;
import io.kvmsdk.ovs.ovsdb.TableSchema;
import io.kvmsdk.ovs.ovsdb.TableSnapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What a switch is configured to be at one moment: no counters and no states, which change all the
 * time and are most of the database.
 */
final class SwitchState {
  static final String ROOT = "Open_vSwitch";
  static final String BRIDGE = "Bridge";
  static final String PORT = "Port";
  static final String INTERFACE = "Interface";
  static final String CONTROLLER = "Controller";
  static final String MANAGER = "Manager";
  static final String MIRROR = "Mirror";
  static final String QOS = "QoS";
  static final String QUEUE = "Queue";
  static final String SFLOW = "sFlow";
  static final String NETFLOW = "NetFlow";
  static final String IPFIX = "IPFIX";

  private static final List<String> TABLES =
      List.of(
          ROOT,
          BRIDGE,
          PORT,
          INTERFACE,
          CONTROLLER,
          MANAGER,
          MIRROR,
          QOS,
          QUEUE,
          SFLOW,
          NETFLOW,
          IPFIX);

  /** What ovs-vswitchd writes although the schema does not call it ephemeral. */
  private static final Map<String, List<String>> REPORTED =
      Map.of(
          INTERFACE, List.of("error", "cfm_flap_count"),
          PORT, List.of("bond_active_slave"),
          BRIDGE, List.of("datapath_version"),
          ROOT, List.of("cur_cfg", "next_cfg", "datapaths"));

  private final Map<String, Map<UUID, Row>> tables;
  private final Map<String, Map<String, Row>> byName = new HashMap<>();
  private final Map<UUID, Row> bridgeByPort = new HashMap<>();
  private final Map<UUID, Row> portByInterface = new HashMap<>();

  private SwitchState(Map<String, Map<UUID, Row>> tables) {
    this.tables = tables;
    for (String table : List.of(BRIDGE, PORT, INTERFACE)) {
      Map<String, Row> names = byName.computeIfAbsent(table, t -> new HashMap<>());
      rows(table).forEach(row -> names.put(row.text("name"), row));
    }
    for (Row bridge : rows(BRIDGE)) {
      if (bridge.has("ports")) {
        bridge.uuids("ports").forEach(port -> bridgeByPort.put(port, bridge));
      }
    }
    for (Row port : rows(PORT)) {
      port.uuids("interfaces").forEach(member -> portByInterface.put(member, port));
    }
  }

  /**
   * What planning a bridge's port takes: all of it, unless neither the port nor one of its
   * interfaces is there. Then it is that, and the bridge's name.
   */
  static SwitchState read(OvsdbDatabase database, String bridge, PortSpec port) {
    List<Operation> selects = new ArrayList<>();
    selects.add(named(BRIDGE, bridge).columns(Row.UUID_COLUMN, "name"));
    selects.add(named(PORT, port.name()).columns(Row.UUID_COLUMN));
    for (InterfaceSpec member : PortPlanner.interfaces(port)) {
      selects.add(named(INTERFACE, member.name()).columns(Row.UUID_COLUMN));
    }
    List<OperationResult> found = database.transact(selects);
    if (!found.stream().skip(1).allMatch(result -> result.rows().isEmpty())) {
      return read(database);
    }
    TableSnapshot bridges = TableSnapshot.of(found.subList(0, 1));
    return new SwitchState(
        Map.of(BRIDGE, bridges.tables().get(BRIDGE), PORT, Map.of(), INTERFACE, Map.of()));
  }

  private static Operation.Select named(String table, String name) {
    return Operation.select(table, Condition.equal("name", name));
  }

  static SwitchState read(OvsdbDatabase database) {
    Map<String, List<String>> columns = new LinkedHashMap<>();
    Map<String, TableSchema> schemas = database.schema().tables();
    TABLES.forEach(table -> columns.put(table, columns(table, schemas.get(table))));
    return new SwitchState(database.read(columns).tables());
  }

  private static List<String> columns(String table, TableSchema schema) {
    return schema.columns().values().stream()
        .filter(column -> !column.ephemeral())
        .map(ColumnSchema::name)
        .filter(name -> !REPORTED.getOrDefault(table, List.of()).contains(name))
        .toList();
  }

  Collection<Row> rows(String table) {
    return tables.get(table).values();
  }

  Row row(String table, UUID uuid) {
    Row row = tables.get(table).get(uuid);
    if (row == null) {
      throw new IllegalStateException("the database refers to a row that " + table + " lacks");
    }
    return row;
  }

  /** The one row of {@code Open_vSwitch}. */
  Row root() {
    return root(rows(ROOT));
  }

  /** The one of these rows of {@code Open_vSwitch}. */
  static Row root(Collection<Row> rows) {
    return rows.stream()
        .findFirst()
        .orElseThrow(
            () ->
                new NotFoundException(
                    Subject.of("switch", ROOT),
                    "its database is empty: not even its own row is there",
                    "Start ovs-vswitchd by its service, or once: ovs-vsctl --no-wait init"));
  }

  Optional<Row> bridge(String name) {
    return Optional.ofNullable(byName.get(BRIDGE).get(name));
  }

  Optional<Row> port(String name) {
    return Optional.ofNullable(byName.get(PORT).get(name));
  }

  Optional<Row> networkInterface(String name) {
    return Optional.ofNullable(byName.get(INTERFACE).get(name));
  }

  Optional<Row> bridgeOf(Row port) {
    return Optional.ofNullable(bridgeByPort.get(port.uuid()));
  }

  Optional<Row> portOf(Row networkInterface) {
    return Optional.ofNullable(portByInterface.get(networkInterface.uuid()));
  }
}
