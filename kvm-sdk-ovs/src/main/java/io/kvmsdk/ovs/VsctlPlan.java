package io.kvmsdk.ovs;

import static java.util.stream.Collectors.joining;

import io.kvmsdk.change.Change;
import io.kvmsdk.error.Subject;
import io.kvmsdk.ovs.ovsdb.Operation;
import io.kvmsdk.ovs.ovsdb.OperationResult;
import io.kvmsdk.ovs.ovsdb.OvsdbDatabase;
import io.kvmsdk.ovs.vsctl.Program;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** What a script would do to a database as it is; printing it is the dry run. */
public final class VsctlPlan {
  private final Program program;
  private final List<Operation> operations;

  VsctlPlan(Program program) {
    this.program = program;
    this.operations = List.copyOf(program.operations());
  }

  /** Which rows are made, changed and gone; no value of a secret is told. */
  public List<Change> changes() {
    return program.changes();
  }

  /** Whether the database is as the script wants it already. */
  public boolean empty() {
    return operations.isEmpty();
  }

  /** What is worth knowing besides. */
  public List<String> notes() {
    return program.notes();
  }

  /** The transaction, its guards first; empty where nothing is to be done. */
  public List<Operation> operations() {
    return operations;
  }

  /**
   * What each step would print; new rows, which have no UUID yet, go by names with an {@code @}.
   */
  public List<VsctlOutput> outputs() {
    return program.printed().stream().map(VsctlOutput::of).toList();
  }

  /**
   * Does it, if the database is still as it was.
   *
   * @param timeout for ovs-vswitchd; nothing not to wait for it
   * @param undo whether to take it back if an interface cannot be made
   */
  List<VsctlOutput> commit(OvsdbDatabase database, Optional<Duration> timeout, boolean undo) {
    Map<String, UUID> made = new HashMap<>();
    if (!empty()) {
      List<OperationResult> results = results(database, timeout, undo);
      for (int i = 0; i < operations.size(); i++) {
        if (operations.get(i) instanceof Operation.Insert insert) {
          made.put(insert.name().orElseThrow(), results.get(i).uuid().orElseThrow());
        }
      }
    }
    return program.printed(made).stream().map(VsctlOutput::of).toList();
  }

  private List<OperationResult> results(
      OvsdbDatabase database, Optional<Duration> timeout, boolean undo) {
    if (timeout.isEmpty()) {
      return database.transact(operations);
    }
    List<Operation> known = undo ? KnownRows.of(operations) : operations;
    List<Operation> back = undo ? WayBack.of(database, known).operations() : List.of();
    SwitchCommit commit = new SwitchCommit(database);
    try {
      return commit.commit(known, timeout.get());
    } catch (InterfaceFailedException e) {
      InterfaceFailedException failure = ofStep(e);
      if (undo) {
        commit.takeBack(back, failure);
      }
      throw failure;
    }
  }

  /** Says which steps are about the interfaces that failed. */
  private InterfaceFailedException ofStep(InterfaceFailedException e) {
    String steps =
        e.failures().stream()
            .flatMap(failure -> step(failure.name()).stream())
            .distinct()
            .collect(joining("; "));
    return steps.isEmpty()
        ? e
        : new InterfaceFailedException(new Subject("ovs-vsctl command", steps), e.failures());
  }

  private Optional<String> step(String name) {
    return outputs().stream()
        .map(VsctlOutput::step)
        .filter(step -> step.arguments().contains(name))
        .findFirst()
        .map(step -> "line " + step.line() + ": " + step);
  }

  /** One line for each change and note. */
  @Override
  public String toString() {
    return Stream.concat(changes().stream().map(Change::toString), notes().stream())
        .collect(joining("\n"));
  }
}
