package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a {@link Replica} is to hold, and which changes its listeners are told.
 *
 * <pre>{@code
 * MonitorRequest.of("Bridge", "Port").columns("Port", "name", "tag").kinds(MonitorKind.INSERT);
 * }</pre>
 *
 * @param kinds what listeners are told; the replica itself misses nothing
 */
public record MonitorRequest(Map<String, Table> tables, Set<MonitorKind> kinds) {
  /**
   * What of a table is asked for.
   *
   * @param columns all that there are where it is empty; else these, which must be there
   * @param any rows that meet one of them; all rows where there is none
   */
  public record Table(Optional<Set<String>> columns, List<Condition> any) {
    public Table {
      columns = columns.map(Set::copyOf);
      any = List.copyOf(any);
    }

    private Collection<ColumnSchema> columnsOf(TableSchema schema, Subject database) {
      if (columns.isEmpty()) {
        return schema.columns().values();
      }
      List<ColumnSchema> found = new ArrayList<>();
      for (String name : columns.get()) {
        found.add(
            schema
                .column(name)
                .orElseThrow(
                    () -> missing(database, "table " + schema.name() + " has no column " + name)));
      }
      return found;
    }
  }

  public MonitorRequest {
    tables = Collections.unmodifiableMap(new LinkedHashMap<>(tables));
    kinds = Set.copyOf(kinds);
  }

  /** All rows and columns of these tables, and all kinds of changes. */
  public static MonitorRequest of(String... tables) {
    Map<String, Table> all = new LinkedHashMap<>();
    for (String table : tables) {
      all.put(table, new Table(Optional.empty(), List.of()));
    }
    return new MonitorRequest(all, Set.of(MonitorKind.values()));
  }

  /** Only these columns of a table, which is added if it is not there. */
  public MonitorRequest columns(String table, String... columns) {
    return with(table, new Table(Optional.of(Set.of(columns)), table(table).any()));
  }

  /** Only the columns of a table that a record is for, as {@link Replica#view} needs them. */
  public MonitorRequest columns(String table, Class<? extends Record> row) {
    return columns(table, RecordShape.columns(row));
  }

  /**
   * Only rows of a table that meet at least one of the conditions, unlike an operation's, which
   * meet all (ovsdb-server(7), 4.1.12: a server knows no other monitors); the table is added if
   * need be.
   */
  public MonitorRequest where(String table, Condition... any) {
    return with(table, new Table(table(table).columns(), List.of(any)));
  }

  /** Tells listeners only of changes of these kinds. */
  public MonitorRequest kinds(MonitorKind... only) {
    return new MonitorRequest(tables, Set.of(only));
  }

  private Table table(String name) {
    return tables.getOrDefault(name, new Table(Optional.empty(), List.of()));
  }

  private MonitorRequest with(String name, Table table) {
    Map<String, Table> all = new LinkedHashMap<>(tables);
    all.put(name, table);
    return new MonitorRequest(all, kinds);
  }

  boolean isConditional() {
    return tables.values().stream().anyMatch(table -> !table.any().isEmpty());
  }

  /**
   * @throws InvalidSpecException with all that the schema forbids in the conditions
   */
  void check(DatabaseSchema schema, Subject database) {
    Map<String, List<Condition>> any = new LinkedHashMap<>();
    tables.forEach((name, table) -> any.put(name, table.any()));
    TransactionCheck.check(database, schema, any);
  }

  /**
   * How rows of these tables look.
   *
   * @throws NotFoundException if the schema lacks one of the tables, or a column that was named
   */
  Map<String, RowLayout> layouts(DatabaseSchema schema, Subject database) {
    Map<String, RowLayout> layouts = new LinkedHashMap<>();
    tables.forEach(
        (name, table) -> {
          TableSchema known =
              schema.table(name).orElseThrow(() -> missing(database, "there is no table " + name));
          layouts.put(name, new RowLayout(table.columnsOf(known, database)));
        });
    return layouts;
  }

  private static NotFoundException missing(Subject database, String problem) {
    return new NotFoundException(
        database, problem, "Compare with the server's schema: it may be older, or newer");
  }
}
