package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Makes records of a table's rows. Threads may share it.
 *
 * <pre>{@code
 * record Port(UUID uuid, String name, OptionalInt tag, Map<String, String> otherConfig) {}
 *
 * RowReader<Port> ports = database.reader("Port", Port.class);
 * ports.rows(database.read("Port"));
 * }</pre>
 *
 * <p>A component holds the column of its name, {@code otherConfig} for example {@code
 * other_config}, or that of a {@link Column}; {@code uuid} holds the row's own UUID. Its type must
 * be able to hold all that the schema allows, so that no row can be wrong later:
 *
 * <ul>
 *   <li>{@code long}, {@code double}, {@code boolean}, {@code String} or {@code UUID}, where there
 *       is always one atom; {@code int} where the schema's bounds are within its own; an enum where
 *       the schema lists texts, each of which has a constant ({@code "native-tagged"} is {@code
 *       NATIVE_TAGGED}),
 *   <li>{@code Optional}, {@code OptionalLong}, {@code OptionalInt} or {@code OptionalDouble} where
 *       there is at most one,
 *   <li>{@code Set} of them for all that is no map, {@code Map} for maps,
 *   <li>{@link Value} for whatever it is.
 * </ul>
 *
 * <p>In a named module the record must be public in an exported package, or its package be open to
 * this one.
 */
public final class RowReader<T extends Record> {
  private final String table;
  private final Subject subject;
  private final RecordShape<T> shape;
  private final Function<Row, TableColumns> columns;
  private volatile RecordShape.Bound<T> bound;

  /**
   * @param columns of a row; the same object as long as they are the same
   * @param now those of rows to come
   * @throws InvalidSpecException with all components that find no column to hold
   */
  RowReader(String table, Class<T> type, Function<Row, TableColumns> columns, TableColumns now) {
    this.table = table;
    this.subject = Subject.of("record", type.getSimpleName() + " of table " + table);
    this.shape = RecordShape.of(subject, type);
    this.columns = columns;
    this.bound = shape.bind(now);
  }

  /** The table that it reads. */
  public String table() {
    return table;
  }

  /**
   * The record of one row.
   *
   * @throws InvalidSpecException if the schema was changed meanwhile, and the record no longer fits
   * @throws IllegalStateException if the row lacks a column, as one that was not selected
   */
  public T read(Row row) {
    TableColumns of = columns.apply(row);
    RecordShape.Bound<T> last = bound;
    if (last.columns() != of) {
      last = shape.bind(of);
      bound = last;
    }
    return last.read(row);
  }

  /**
   * The records of all rows.
   *
   * @throws IllegalArgumentException if the table was not asked for
   * @throws InvalidSpecException as {@link #read}
   */
  public List<T> rows(TableSnapshot tables) {
    return tables.rows(table).stream().map(this::read).toList();
  }

  /** The record of the row with that UUID, if it is there. */
  public Optional<T> find(TableSnapshot tables, UUID uuid) {
    return tables.find(table, uuid).map(this::read);
  }

  @Override
  public String toString() {
    return "RowReader[" + subject + "]";
  }
}
