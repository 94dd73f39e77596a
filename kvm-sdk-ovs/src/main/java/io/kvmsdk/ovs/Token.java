package io.kvmsdk.ovs;

import io.kvmsdk.ovs.ovsdb.Atom;
import io.kvmsdk.ovs.ovsdb.Condition;
import io.kvmsdk.ovs.ovsdb.Mutation;
import io.kvmsdk.ovs.ovsdb.Operation;
import io.kvmsdk.ovs.ovsdb.OvsdbDatabase;
import io.kvmsdk.ovs.ovsdb.Row;
import io.kvmsdk.ovs.ovsdb.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What says in the database that a change is neither confirmed nor taken back: an entry of
 * Open_vSwitch, {@code external_ids}.
 *
 * @param row of the table Open_vSwitch, which has one
 */
record Token(String text, UUID row) {
  static final String PENDING = "kvmsdk-unconfirmed";

  /** Holds the token of the last change that was taken back. */
  static final String REVERTED = "kvmsdk-reverted";

  /** Holds the token of a change that came too late: its host waited for it no more. */
  static final String EXPIRED = "kvmsdk-expired";

  private static final String TABLE = "Open_vSwitch";
  private static final String COLUMN = "external_ids";

  static UUID row(OvsdbDatabase database) {
    return SwitchState.root(database.read(TABLE).rows(TABLE)).uuid();
  }

  static Map<String, String> read(OvsdbDatabase database) {
    return SwitchState.root(database.read(TABLE).rows(TABLE)).map(COLUMN);
  }

  /** The change, with the token, unless there is another one, or nothing would take it back. */
  List<Operation> placing(List<Operation> change) {
    List<Operation> all = new ArrayList<>(List.of(holds(EXPIRED, false)));
    // Behind the change, which may rely on what the column was, or replace it.
    all.addAll(change);
    // An entry whose key is there already stays as it is: then it is not ours.
    all.add(
        mutate(
            Mutation.insert(COLUMN, entry(PENDING)),
            Mutation.delete(COLUMN, Value.set(REVERTED, EXPIRED))));
    all.add(holds(PENDING, true));
    return all;
  }

  /** From now on it cannot be placed any more; fails where it is there already. */
  List<Operation> expire() {
    return List.of(
        holds(PENDING, false),
        mutate(
            Mutation.delete(COLUMN, Value.set(EXPIRED)), Mutation.insert(COLUMN, entry(EXPIRED))));
  }

  /** What {@link #expire} left, once nothing is sent any more that it could stop. */
  List<Operation> forgetExpired() {
    return List.of(mutate(Mutation.delete(COLUMN, entry(EXPIRED))));
  }

  /**
   * Operations that are done only while the token is there, and take it away.
   *
   * @param mark the key under which it is kept then; none where it is null
   */
  List<Operation> guard(List<Operation> operations, String mark) {
    List<Operation> all = new ArrayList<>();
    all.add(holds(PENDING, true));
    all.addAll(operations);
    all.add(mutate(Mutation.delete(COLUMN, entry(PENDING))));
    if (mark != null) {
      all.add(
          mutate(Mutation.delete(COLUMN, Value.set(mark)), Mutation.insert(COLUMN, entry(mark))));
    }
    return all;
  }

  private Operation mutate(Mutation... mutations) {
    return Operation.mutate(TABLE, List.of(mutations), Condition.uuid(row));
  }

  private Value entry(String key) {
    return Value.map(Map.of(key, text));
  }

  private Operation holds(String key, boolean wanted) {
    return new Operation.Wait(
        TABLE,
        List.of(new Condition(COLUMN, Condition.Function.INCLUDES, entry(key))),
        Set.of(Row.UUID_COLUMN),
        wanted,
        List.of(new Row(Map.of(Row.UUID_COLUMN, Value.of(new Atom.Id(row))))),
        Optional.of(Duration.ZERO));
  }
}
