package io.kvmsdk.ovs;

import io.kvmsdk.ovs.ovsdb.ColumnSchema;
import io.kvmsdk.ovs.ovsdb.Operation;
import io.kvmsdk.ovs.ovsdb.OperationResult;
import io.kvmsdk.ovs.ovsdb.OvsdbDatabase;
import io.kvmsdk.ovs.ovsdb.Row;
import io.kvmsdk.ovs.ovsdb.TableSchema;
import io.kvmsdk.ovs.ovsdb.TableSnapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Finds the way back from a change before it is made. */
final class WayBack {
  private WayBack() {}

  /**
   * Does the change in a transaction that is taken back, with a look before it and one after.
   *
   * @param change whose rows all have UUIDs, as {@link KnownRows} gives them
   * @return what takes it back
   */
  static List<Operation> of(OvsdbDatabase database, List<Operation> change) {
    Collection<TableSchema> tables = database.schema().tables().values();
    List<Operation> looks =
        tables.stream().<Operation>map(t -> Operation.select(t.name()).columns(kept(t))).toList();
    List<Operation> all = new ArrayList<>(looks);
    all.addAll(change);
    all.addAll(looks);
    List<OperationResult> results = database.dryRun(all);
    return Inverse.of(
        database.schema(),
        TableSnapshot.of(results.subList(0, looks.size())),
        TableSnapshot.of(results.subList(all.size() - looks.size(), all.size())));
  }

  private static String[] kept(TableSchema table) {
    List<String> columns = new ArrayList<>(List.of(Row.UUID_COLUMN));
    table.columns().values().stream()
        .filter(column -> !column.ephemeral())
        .map(ColumnSchema::name)
        .filter(name -> !name.equals("next_cfg") && !name.equals("cur_cfg"))
        .forEach(columns::add);
    return columns.toArray(String[]::new);
  }
}
