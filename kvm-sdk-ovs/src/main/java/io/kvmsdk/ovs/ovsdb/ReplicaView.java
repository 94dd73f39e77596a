package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.event.Registration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * One of a replica's tables as records, which {@link RowReader} makes of its rows. Threads may
 * share it.
 *
 * <pre>{@code
 * ReplicaView<Port> ports = replica.view("Port", Port.class);
 * ports.rows().forEach(port -> System.out.println(port.name()));
 * ports.index("name").find("eth0");
 * }</pre>
 *
 * <p>Where the schema is changed and the record no longer fits, each method throws {@link
 * InvalidSpecException}; columns that no component is for may come and go.
 */
public final class ReplicaView<T extends Record> {
  private final Replica replica;
  private final RowReader<T> reader;

  ReplicaView(Replica replica, RowReader<T> reader) {
    this.replica = replica;
    this.reader = reader;
  }

  /** All rows, as they are now. */
  public List<T> rows() {
    return rows(replica.snapshot());
  }

  /** All rows as they were at a moment, for example that which {@link Replica#waitFor} gives. */
  public List<T> rows(TableSnapshot moment) {
    return reader.rows(moment);
  }

  /** The row with that UUID, as it is now. */
  public Optional<T> find(UUID uuid) {
    return reader.find(replica.snapshot(), uuid);
  }

  /** Rows by what a column holds, whether the record has it or not. */
  public Index<T> index(String column) {
    return new Index<>(replica.index(reader.table(), column), reader);
  }

  /** Rows by the value of one column, as of now; looked up at once. Threads may share it. */
  public static final class Index<T extends Record> {
    private final ReplicaIndex rows;
    private final RowReader<T> reader;

    private Index(ReplicaIndex rows, RowReader<T> reader) {
      this.rows = rows;
      this.reader = reader;
    }

    /**
     * All whose column holds exactly this.
     *
     * @param value a {@link Value}, or what {@link Value#of} takes
     */
    public List<T> rows(Object value) {
      return rows.rows(value).stream().map(reader::read).toList();
    }

    /** One of them, if there is any; of a column that is unique there is no other. */
    public Optional<T> find(Object value) {
      return rows.rows(value).stream().findFirst().map(reader::read);
    }
  }

  /**
   * Tells {@code listener} first of all rows that there are, as inserted, then of what changes,
   * until the registration or the replica is closed. It is not told of what the record does not
   * show.
   */
  public Registration listen(ViewListener<T> listener) {
    return replica.listen(new Listening(listener));
  }

  private final class Listening implements MonitorListener {
    private final ViewListener<T> listener;
    private boolean over;

    Listening(ViewListener<T> listener) {
      this.listener = listener;
    }

    @Override
    public void changed(MonitorUpdate update) {
      if (over) {
        return;
      }
      List<ViewChange<T>> changes;
      try {
        changes = changes(update);
      } catch (InvalidSpecException e) {
        ended(e);
        return;
      }
      if (update.initial() || !changes.isEmpty()) {
        listener.changed(changes);
      }
    }

    @Override
    public void ended(KvmException why) {
      if (!over) {
        over = true;
        listener.ended(why);
      }
    }
  }

  private List<ViewChange<T>> changes(MonitorUpdate update) {
    List<ViewChange<T>> changes = new ArrayList<>();
    for (RowChange change : update.changes()) {
      if (change.table().equals(reader.table())) {
        change(change).ifPresent(changes::add);
      }
    }
    return changes;
  }

  private Optional<ViewChange<T>> change(RowChange change) {
    if (change instanceof RowChange.Inserted inserted) {
      return Optional.of(new ViewChange.Inserted<>(reader.read(inserted.row())));
    }
    if (change instanceof RowChange.Deleted deleted) {
      return Optional.of(new ViewChange.Deleted<>(reader.read(deleted.row())));
    }
    RowChange.Modified modified = (RowChange.Modified) change;
    T before = reader.read(modified.before());
    T after = reader.read(modified.after());
    return Objects.equals(before, after)
        ? Optional.empty()
        : Optional.of(new ViewChange.Modified<>(before, after));
  }

  @Override
  public String toString() {
    return "ReplicaView[" + reader + "]";
  }
}
