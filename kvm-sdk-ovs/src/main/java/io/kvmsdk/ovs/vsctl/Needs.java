package io.kvmsdk.ovs.vsctl;

import io.kvmsdk.ovs.ovsdb.ColumnSchema;
import io.kvmsdk.ovs.ovsdb.DatabaseSchema;
import io.kvmsdk.ovs.ovsdb.Row;
import io.kvmsdk.ovs.ovsdb.TableSchema;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which tables and columns a script can touch: of a large switch most is counters, which few
 * scripts ask for, so that no more is read.
 */
public final class Needs {
  /** Commands that need no more of the switch than their tables. */
  private static final Set<Verb> WITHOUT_VIEW =
      EnumSet.of(
          Verb.INIT,
          Verb.COMMENT,
          Verb.SHOW,
          Verb.GET_MANAGER,
          Verb.DEL_MANAGER,
          Verb.SET_MANAGER,
          Verb.GET_SSL,
          Verb.DEL_SSL,
          Verb.SET_SSL,
          Verb.ADD_ZONE_TP,
          Verb.DEL_ZONE_TP,
          Verb.LIST_ZONE_TP,
          Verb.LIST_DP_CAP);

  /** Commands after which rows may be garbage, which only shows once all references are known. */
  private static final Set<Verb> UNTIDY =
      EnumSet.of(
          Verb.DEL_BR,
          Verb.DEL_PORT,
          Verb.DEL_BOND_IFACE,
          Verb.DEL_SSL,
          Verb.SET_SSL,
          Verb.ADD_ZONE_TP,
          Verb.DEL_ZONE_TP,
          Verb.DEL_CONTROLLER,
          Verb.SET_CONTROLLER,
          Verb.DEL_MANAGER,
          Verb.SET_MANAGER,
          Verb.CREATE,
          Verb.DESTROY);

  /** By what rows are named, and told of. */
  private static final List<String> NAMES = List.of("name", "target", "id");

  private final DatabaseSchema schema;
  private final Map<String, Set<String>> columns = new LinkedHashMap<>();

  private Needs(DatabaseSchema schema) {
    this.schema = schema;
  }

  /** The columns that have to be read, by their tables. */
  public static Map<String, Set<String>> of(List<Invocation> script, DatabaseSchema schema) {
    Needs needs = new Needs(schema);
    needs.table(Model.ROOT, List.of());
    script.forEach(invocation -> invocation.commands().forEach(needs::command));
    return needs.columns;
  }

  private void command(Command command) {
    Verb verb = command.verb();
    if (verb.onRecords()) {
      onRecords(command);
    } else if (!WITHOUT_VIEW.contains(verb)) {
      view();
    }
    if (UNTIDY.contains(verb)) {
      references();
    }
    switch (verb) {
      case SHOW -> ShowCommand.columns().forEach(this::table);
      case BR_SET_EXTERNAL_ID, BR_GET_EXTERNAL_ID -> {
        table("Bridge", List.of("external_ids"));
        table("Port", List.of("external_ids"));
      }
      case ADD_PORT -> arguments("Port", command.argumentsFrom(2));
      case ADD_BOND -> arguments("Port", command.argumentsFrom(4));
      case GET_CONTROLLER, DEL_CONTROLLER, SET_CONTROLLER -> {
        table("Bridge", List.of("controller"));
        whole("Controller");
      }
      case GET_MANAGER, DEL_MANAGER, SET_MANAGER -> {
        table(Model.ROOT, List.of("manager_options"));
        whole("Manager");
      }
      case GET_SSL, DEL_SSL, SET_SSL -> {
        table(Model.ROOT, List.of("ssl"));
        whole("SSL");
      }
      case ADD_AA_MAPPING, DEL_AA_MAPPING, GET_AA_MAPPING -> {
        table("Bridge", List.of("auto_attach"));
        whole("AutoAttach");
      }
      case ADD_ZONE_TP, DEL_ZONE_TP, LIST_ZONE_TP, LIST_DP_CAP -> {
        table(Model.ROOT, List.of("datapaths"));
        List.of("Datapath", "CT_Zone", "CT_Timeout_Policy").forEach(this::whole);
      }
      case GET_FAIL_MODE, DEL_FAIL_MODE, SET_FAIL_MODE -> table("Bridge", List.of("fail_mode"));
      default -> {}
    }
  }

  /** What {@link SwitchView} rests on. */
  private void view() {
    table(Model.ROOT, List.of("bridges"));
    table("Bridge", List.of("ports"));
    table("Port", List.of("interfaces", "tag", "fake_bridge"));
    table("Interface", List.of());
  }

  /** What {@link Garbage} rests on. */
  private void references() {
    for (TableSchema table : schema.tables().values()) {
      table(
          table.name(),
          table.columns().values().stream()
              .filter(References::refers)
              .map(ColumnSchema::name)
              .toList());
    }
  }

  private void onRecords(Command command) {
    List<String> tables = Columns.best(schema.tables().keySet(), command.argument(0));
    if (tables.size() != 1) {
      return; // which its interpreter says
    }
    String table = tables.get(0);
    Records.columns(table).forEach(this::table);
    table(table, List.of());
    switch (command.verb()) {
      case GET, LIST, FIND -> whole(table);
      case SET, CLEAR, WAIT_UNTIL -> arguments(table, command.argumentsFrom(2));
      case ADD, REMOVE -> arguments(table, List.of(command.argument(2)));
      default -> {}
    }
  }

  /** Columns that arguments begin with. */
  private void arguments(String table, List<String> arguments) {
    TableSchema its = schema.tables().get(table);
    for (String argument : arguments) {
      List<ColumnSchema> named = Columns.candidates(its, argument);
      table(table, named.stream().map(ColumnSchema::name).toList());
      if (named.stream().anyMatch(column -> column.name().equals("tag"))) {
        table(table, List.of("fake_bridge"));
      }
      if (named.stream().anyMatch(References::refers)) {
        references();
      }
    }
  }

  /** All columns. */
  private void whole(String name) {
    TableSchema table = schema.tables().get(name);
    table(name, table == null ? List.of() : table.columns().keySet());
  }

  private void table(String name, Collection<String> some) {
    TableSchema table = schema.tables().get(name);
    if (table == null) {
      return; // older switches lack some
    }
    Set<String> all =
        columns.computeIfAbsent(name, n -> new LinkedHashSet<>(Set.of(Row.UUID_COLUMN)));
    NAMES.stream().filter(table.columns()::containsKey).forEach(all::add);
    some.stream().filter(table.columns()::containsKey).forEach(all::add);
  }
}
