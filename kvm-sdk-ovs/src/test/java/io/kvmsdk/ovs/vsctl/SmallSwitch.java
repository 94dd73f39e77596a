package io.kvmsdk.ovs.vsctl;

import io.kvmsdk.ovs.ovsdb.Atom;
import io.kvmsdk.ovs.ovsdb.AtomicType;
import io.kvmsdk.ovs.ovsdb.ColumnSchema;
import io.kvmsdk.ovs.ovsdb.ColumnType;
import io.kvmsdk.ovs.ovsdb.DatabaseSchema;
import io.kvmsdk.ovs.ovsdb.Row;
import io.kvmsdk.ovs.ovsdb.TableSchema;
import io.kvmsdk.ovs.ovsdb.TableSnapshot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** A part of Open vSwitch's schema, and an empty database of it, for tests without a server. */
public final class SmallSwitch {
  private static final ColumnType.Base TEXT = base(AtomicType.STRING);
  private static final long MANY = Long.MAX_VALUE;

  private SmallSwitch() {}

  /** What a script means there. */
  public static Program compile(List<Invocation> script) {
    DatabaseSchema schema = schema();
    Map<String, Map<UUID, Row>> empty = new LinkedHashMap<>();
    schema.tables().keySet().forEach(table -> empty.put(table, Map.of()));
    return Interpreter.compile(script, schema, new TableSnapshot(empty), true);
  }

  static DatabaseSchema schema() {
    return new DatabaseSchema(
        "Open_vSwitch",
        "8.3.1",
        tables(
            table(
                "Open_vSwitch",
                true,
                column("bridges", refers("Bridge", true), 0, MANY),
                column("manager_options", refers("Manager", true), 0, MANY),
                column("next_cfg", base(AtomicType.INTEGER), 1, 1),
                map("external_ids")),
            table(
                "Bridge",
                false,
                name(),
                column("ports", refers("Port", true), 0, MANY),
                column("mirrors", refers("Mirror", true), 0, MANY),
                column("controller", refers("Controller", true), 0, MANY),
                column("fail_mode", oneOf("standalone", "secure"), 0, 1),
                map("external_ids")),
            table(
                "Port",
                false,
                name(),
                column("interfaces", refers("Interface", true), 1, MANY),
                column("tag", number(0, 4095), 0, 1),
                column("trunks", number(0, 4095), 0, 4096),
                column("fake_bridge", base(AtomicType.BOOLEAN), 1, 1),
                column("bond_fake_iface", base(AtomicType.BOOLEAN), 1, 1),
                map("external_ids"),
                map("other_config")),
            table("Interface", false, name(), column("type", TEXT, 1, 1), map("options")),
            table(
                "Mirror",
                false,
                column("name", TEXT, 1, 1),
                column("output_port", refers("Port", false), 0, 1),
                column("load", base(AtomicType.REAL), 0, 1)),
            table("Controller", false, target(), probe()),
            table("Manager", false, target(), probe())));
  }

  private static ColumnSchema name() {
    return new ColumnSchema("name", new ColumnType(TEXT, Optional.empty(), 1, 1), false, false);
  }

  private static ColumnSchema target() {
    return column("target", TEXT, 1, 1);
  }

  private static ColumnSchema probe() {
    return column("inactivity_probe", base(AtomicType.INTEGER), 0, 1);
  }

  private static ColumnSchema column(String name, ColumnType.Base base, long min, long max) {
    return new ColumnSchema(name, new ColumnType(base, Optional.empty(), min, max), false, true);
  }

  private static ColumnSchema map(String name) {
    return new ColumnSchema(name, new ColumnType(TEXT, Optional.of(TEXT), 0, MANY), false, true);
  }

  private static ColumnType.Base base(AtomicType type) {
    return new ColumnType.Base(
        type, Set.of(), Optional.empty(), Optional.empty(), Optional.empty(), false);
  }

  private static ColumnType.Base number(long least, long most) {
    return new ColumnType.Base(
        AtomicType.INTEGER,
        Set.of(),
        Optional.of(least),
        Optional.of(most),
        Optional.empty(),
        false);
  }

  private static ColumnType.Base oneOf(String... texts) {
    return new ColumnType.Base(
        AtomicType.STRING,
        Set.copyOf(Stream.of(texts).<Atom>map(Atom.Text::new).toList()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false);
  }

  private static ColumnType.Base refers(String table, boolean strong) {
    return new ColumnType.Base(
        AtomicType.UUID, Set.of(), Optional.empty(), Optional.empty(), Optional.of(table), strong);
  }

  private static TableSchema table(String name, boolean root, ColumnSchema... columns) {
    Map<String, ColumnSchema> all = new LinkedHashMap<>();
    Stream.of(columns).forEach(column -> all.put(column.name(), column));
    return new TableSchema(name, all, MANY, root, List.of());
  }

  private static Map<String, TableSchema> tables(TableSchema... tables) {
    Map<String, TableSchema> all = new LinkedHashMap<>();
    Stream.of(tables).forEach(table -> all.put(table.name(), table));
    return all;
  }
}
