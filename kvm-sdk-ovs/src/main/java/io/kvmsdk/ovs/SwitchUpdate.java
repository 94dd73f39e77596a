package io.kvmsdk.ovs;

import io.kvmsdk.change.Change;
import io.kvmsdk.change.Update;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.ovs.ovsdb.Operation;
import io.kvmsdk.ovs.ovsdb.OperationResult;
import io.kvmsdk.ovs.ovsdb.OvsdbDatabase;
import io.kvmsdk.ovs.ovsdb.OvsdbError;
import io.kvmsdk.ovs.ovsdb.OvsdbException;
import io.kvmsdk.progress.Job;
import io.kvmsdk.progress.ProgressListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What would change about a switch. All of it is one transaction, which heeds what others changed
 * meanwhile: then it is planned anew.
 */
final class SwitchUpdate implements Update {
  private static final int ATTEMPTS = 5;

  private final OvsdbDatabase database;
  private final boolean waits;
  private final Supplier<SwitchState> read;
  private final BiConsumer<SwitchState, Draft> planner;
  private final AtomicBoolean applied = new AtomicBoolean();
  private Draft draft;

  /**
   * @param waits whether applying waits for ovs-vswitchd
   * @param read gives what the planner looks at, as it is then
   * @param planner notes what must change
   */
  SwitchUpdate(
      OvsdbDatabase database,
      boolean waits,
      Supplier<SwitchState> read,
      BiConsumer<SwitchState, Draft> planner) {
    this.database = database;
    this.waits = waits;
    this.read = read;
    this.planner = planner;
    this.draft = draft();
  }

  private Draft draft() {
    Draft fresh = new Draft();
    planner.accept(read.get(), fresh);
    return fresh;
  }

  @Override
  public List<Change> changes() {
    return draft.changes();
  }

  /** What does it, as one transaction. */
  List<Operation> operations() {
    return draft.operations();
  }

  /** Transactions that follow once it is carried out. */
  List<List<Operation>> later() {
    return draft.later();
  }

  @Override
  public List<Change> apply(ProgressListener listener, Duration deadline) {
    return apply(listener, deadline, true);
  }

  /**
   * Applies it.
   *
   * @param asPlanned whether {@link #changes}, and nothing else, may be done
   */
  List<Change> apply(ProgressListener listener, Duration deadline, boolean asPlanned) {
    if (applied.getAndSet(true)) {
      throw new IllegalStateException("an update is applied once; plan a new one");
    }
    if (draft.isEmpty()) {
      return changes();
    }
    return Job.run(
        listener,
        "Open vSwitch: " + changes().size() + " changes",
        changes().size(),
        job -> {
          List<Change> done = retrying(deadline, asPlanned);
          job.advance(done.size());
          return done;
        });
  }

  private List<Change> retrying(Duration deadline, boolean asPlanned) {
    long end = System.nanoTime() + deadline.toNanos();
    for (int attempt = 1; !draft.isEmpty(); attempt++) {
      try {
        commit(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
        return changes();
      } catch (OvsdbException e) {
        if (!mayBeOthers(e)) {
          throw e;
        }
        if (attempt == ATTEMPTS) {
          throw SwitchCommit.guardFailed(e) ? contended(e) : e;
        }
        replan(e, asPlanned);
      }
    }
    return changes();
  }

  /**
   * A guard did not hold, a name was taken, or a row that goes is referred to, which the database
   * finds at the commit.
   */
  private static boolean mayBeOthers(OvsdbException e) {
    return SwitchCommit.guardFailed(e)
        || e.kind() == OvsdbError.CONSTRAINT_VIOLATION
        || e.kind() == OvsdbError.REFERENTIAL_INTEGRITY_VIOLATION;
  }

  private ConflictException contended(OvsdbException failure) {
    return new ConflictException(
        Subject.of("Open vSwitch", database.name()),
        "others changed the same each time it was tried, " + ATTEMPTS + " times",
        "Find out who else manages it",
        failure);
  }

  private void replan(OvsdbException failure, boolean asPlanned) {
    Draft fresh = draft();
    if (asPlanned && !fresh.isEmpty() && !fresh.changes().equals(draft.changes())) {
      throw new ConflictException(
          Subject.of("Open vSwitch", database.name()),
          "somebody else has changed what this would change",
          "Plan it anew",
          failure);
    }
    draft = fresh;
  }

  private void commit(Duration deadline) {
    SwitchCommit commit = new SwitchCommit(database);
    List<Operation> operations = draft.operations();
    if (!waits && draft.later().isEmpty()) {
      commit.commit(operations);
      return;
    }
    long end = System.nanoTime() + deadline.toNanos();
    List<OperationResult> results = new ArrayList<>();
    try {
      commit.commit(operations, deadline, results::addAll);
      for (List<Operation> next : draft.later()) {
        commit.commit(next, Duration.ofNanos(Math.max(1, end - System.nanoTime())));
      }
    } catch (InterfaceFailedException e) {
      takeBack(results, e);
      throw e;
    }
  }

  /** If that cannot be, {@code failure} tells it, too. */
  private void takeBack(List<OperationResult> results, KvmException failure) {
    try {
      draft.undo(results).run(database);
    } catch (KvmException e) {
      failure.addSuppressed(e);
    }
  }

  /** One line for each change. */
  @Override
  public String toString() {
    return changes().stream().map(Change::toString).collect(Collectors.joining("\n"));
  }
}
