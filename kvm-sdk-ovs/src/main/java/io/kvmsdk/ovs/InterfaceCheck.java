package io.kvmsdk.ovs;

import io.kvmsdk.error.Subject;
import io.kvmsdk.ovs.InterfaceFailedException.Failure;
import io.kvmsdk.ovs.ovsdb.Atom;
import io.kvmsdk.ovs.ovsdb.Condition;
import io.kvmsdk.ovs.ovsdb.Operation;
import io.kvmsdk.ovs.ovsdb.OperationResult;
import io.kvmsdk.ovs.ovsdb.OvsdbDatabase;
import io.kvmsdk.ovs.ovsdb.OvsdbException;
import io.kvmsdk.ovs.ovsdb.Row;
import io.kvmsdk.ovs.ovsdb.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/** Looks at what ovs-vswitchd has made of the interfaces that a transaction was about. */
final class InterfaceCheck {
  private static final String TABLE = "Interface";
  private static final String MTU = "mtu";
  private static final String MTU_REQUEST = "mtu_request";
  private static final String[] COLUMNS = {
    Row.UUID_COLUMN, "name", "type", "options", "error", "ofport", MTU, MTU_REQUEST
  };

  /** ovs-vswitchd may tell of a new size a moment after it has come up to the change. */
  private static final Duration RESIZING = Duration.ofSeconds(5);

  /** What ovs-vswitchd says of a tunnel like one that goes in the same transaction. */
  private static final String IN_THE_WAY = "(File exists)";

  /** From so many interfaces on, reading all is quicker than asking for each. */
  private static final int FEW = 50;

  private final OvsdbDatabase database;
  private final Set<UUID> inserted = new LinkedHashSet<>();
  private final Set<UUID> referred;
  private final Set<UUID> changed = new LinkedHashSet<>();
  private final Set<UUID> resized = new LinkedHashSet<>();
  private final PatchCables cables;

  InterfaceCheck(OvsdbDatabase database, List<OperationResult> results) {
    this.database = database;
    this.cables = new PatchCables(database);
    this.referred = ReferredRows.of(results);
    results.forEach(this::note);
  }

  private void note(OperationResult result) {
    if (result.operation() instanceof Operation.Insert insert && insert.table().equals(TABLE)) {
      inserted.add(result.uuid().orElseThrow());
      if (insert.row().containsKey(MTU_REQUEST)) {
        resized.add(result.uuid().orElseThrow());
      }
    } else if (result.operation() instanceof Operation.Update update
        && update.table().equals(TABLE)) {
      changed.addAll(uuids(update.where()));
      if (update.row().containsKey(MTU_REQUEST)) {
        resized.addAll(uuids(update.where()));
      }
    } else if (result.operation() instanceof Operation.Mutate mutate
        && mutate.table().equals(TABLE)) {
      changed.addAll(uuids(mutate.where()));
    }
  }

  private static List<UUID> uuids(List<Condition> where) {
    return where.stream()
        .filter(c -> c.column().equals(Row.UUID_COLUMN))
        .filter(c -> c.function() == Condition.Function.EQUAL)
        .flatMap(c -> ((Value.SetOf) c.value()).atoms().stream())
        .filter(Atom.Id.class::isInstance)
        .map(atom -> ((Atom.Id) atom).value())
        .toList();
  }

  private Set<UUID> all() {
    Set<UUID> all = new LinkedHashSet<>(inserted);
    all.addAll(changed);
    return all;
  }

  /** What it has to see, once all is carried out. */
  List<Operation> selects() {
    Set<UUID> all = all();
    return all.size() > FEW
        ? List.of(Operation.select(TABLE).columns(COLUMNS))
        : all.stream().map(InterfaceCheck::select).toList();
  }

  private static Operation select(UUID uuid) {
    return Operation.select(TABLE, Condition.uuid(uuid)).columns(COLUMNS);
  }

  /** Whether one had another in its way, which may be gone by now. */
  boolean triesAgain(List<OperationResult> selected) {
    Set<UUID> all = all();
    return selected.stream()
        .flatMap(result -> result.rows().stream())
        .filter(row -> all.contains(row.uuid()))
        .flatMap(row -> row.optionalText("error").stream())
        .anyMatch(error -> error.endsWith(IN_THE_WAY));
  }

  /**
   * Looks at them.
   *
   * @param selected what {@link #selects} gave
   * @throws InterfaceFailedException if one does not work
   */
  void run(List<OperationResult> selected) {
    Set<UUID> all = all();
    List<Failure> failures = new ArrayList<>();
    Set<UUID> missing = new LinkedHashSet<>(inserted);
    selected.stream()
        .flatMap(result -> result.rows().stream())
        .filter(row -> all.contains(row.uuid()))
        .forEach(
            row -> {
              missing.remove(row.uuid());
              failure(row)
                  .or(() -> cables.looseEnd(row))
                  .or(() -> wrongSize(row))
                  .ifPresent(failures::add);
            });
    // A row to which nothing refers is collected at once, though its insert succeeded; others that
    // are gone again were there as wanted, until somebody deleted them.
    missing.removeAll(referred);
    missing.forEach(
        uuid ->
            failures.add(
                new Failure(uuid.toString(), "it is gone: no port of a bridge refers to it")));
    if (!failures.isEmpty()) {
      throw new InterfaceFailedException(Subject.of("Open vSwitch", database.name()), failures);
    }
  }

  /** A bridge without a datapath has interfaces without a number, and tells no error. */
  private static Optional<Failure> failure(Row row) {
    Optional<String> error = row.optionalText("error");
    boolean works = error.isEmpty() && row.optionalInteger("ofport").orElse(-1) >= 0;
    return works ? Optional.empty() : Optional.of(new Failure(row.text("name"), error.orElse("")));
  }

  /** A size that the device does not take stands in ovs-vswitchd's log only. */
  private Optional<Failure> wrongSize(Row row) {
    OptionalLong wanted = row.optionalInteger(MTU_REQUEST);
    OptionalLong there = row.optionalInteger(MTU);
    if (!resized.contains(row.uuid())
        || wanted.isEmpty()
        || there.isEmpty()
        || wanted.equals(there)
        || becomes(row, wanted.getAsLong())) {
      return Optional.empty();
    }
    return Optional.of(
        new Failure(
            row.text("name"),
            "its MTU stays " + there.getAsLong() + ", it does not take " + wanted.getAsLong()));
  }

  private boolean becomes(Row row, long mtu) {
    try {
      database.transact(
          new Operation.Wait(
              TABLE,
              List.of(Condition.uuid(row.uuid())),
              Set.of(MTU),
              true,
              List.of(new Row(Map.of(MTU, Value.of(mtu)))),
              Optional.of(RESIZING)));
      return true;
    } catch (OvsdbException e) {
      if (SwitchCommit.guardFailed(e)) {
        return false;
      }
      throw e;
    }
  }
}
