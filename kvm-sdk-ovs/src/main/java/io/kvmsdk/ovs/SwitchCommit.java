package io.kvmsdk.ovs;

import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.ovs.ovsdb.Mutation;
import io.kvmsdk.ovs.ovsdb.Operation;
import io.kvmsdk.ovs.ovsdb.OperationResult;
import io.kvmsdk.ovs.ovsdb.OvsdbDatabase;
import io.kvmsdk.ovs.ovsdb.OvsdbError;
import io.kvmsdk.ovs.ovsdb.OvsdbException;
import io.kvmsdk.ovs.ovsdb.Row;
import io.kvmsdk.ovs.ovsdb.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Commits changes of a switch, and waits until ovs-vswitchd has carried them out: each commit
 * counts {@code next_cfg} up, and ovs-vswitchd sets {@code cur_cfg} to what it has seen
 * (ovs-vswitchd.conf.db(5)).
 */
final class SwitchCommit {
  private static final String ROOT = "Open_vSwitch";

  /** Of one {@code wait}, well within what any connection allows for a call. */
  private static final Duration SLICE = Duration.ofSeconds(1);

  /** How often a connection may be lost while it is looked whether a change is carried out. */
  private static final int LOOKS = 3;

  private final OvsdbDatabase database;

  SwitchCommit(OvsdbDatabase database) {
    this.database = database;
  }

  /**
   * Commits the operations together, and does not wait for ovs-vswitchd.
   *
   * @return a result for each
   * @throws OvsdbException as {@link OvsdbDatabase#transact}; {@link #guardFailed} tells a {@code
   *     wait} that did not hold
   */
  List<OperationResult> commit(List<Operation> operations) {
    return transact(operations).subList(0, operations.size());
  }

  /**
   * Commits the operations together, and waits until they are carried out.
   *
   * @param deadline for ovs-vswitchd
   * @throws TimedOutException if it took longer; the changes stay
   * @throws InterfaceFailedException if an interface that was inserted or changed has an error, or
   *     no OpenFlow port; the changes stay
   */
  List<OperationResult> commit(List<Operation> operations, Duration deadline) {
    return commit(operations, deadline, committed -> {});
  }

  /**
   * As {@link #commit(List, Duration)}.
   *
   * @param committed gets the results as soon as the database has the changes
   */
  List<OperationResult> commit(
      List<Operation> operations, Duration deadline, Consumer<List<OperationResult>> committed) {
    long end = System.nanoTime() + deadline.toNanos();
    List<OperationResult> results = transact(operations);
    List<OperationResult> own = results.subList(0, operations.size());
    committed.accept(own);
    InterfaceCheck check = new InterfaceCheck(database, own);
    List<OperationResult> seen = awaitApplied(results, end, check.selects());
    if (check.triesAgain(seen)) { // as ovs-vswitchd does with any change, be it of next_cfg only
      seen = awaitApplied(transact(List.of()), end, check.selects());
    }
    check.run(seen);
    return own;
  }

  /** Takes a change back that failed; if that cannot be, {@code failure} tells it, too. */
  void takeBack(List<Operation> wayBack, KvmException failure) {
    try {
      commit(wayBack);
    } catch (KvmException e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * Whether the transaction failed because a {@code wait} of no time did not hold (RFC 7047,
   * 5.2.6).
   */
  static boolean guardFailed(OvsdbException failure) {
    return failure.kind() == OvsdbError.TIMED_OUT;
  }

  private List<OperationResult> transact(List<Operation> operations) {
    List<Operation> all = new ArrayList<>(operations);
    all.add(Operation.mutate(ROOT, List.of(Mutation.add("next_cfg", 1))));
    all.add(Operation.select(ROOT).columns(Row.UUID_COLUMN, "next_cfg", "cur_cfg"));
    return database.transact(all);
  }

  /**
   * Waits until {@code cur_cfg} is what {@link #transact} made {@code next_cfg}, and gives what is
   * selected then.
   */
  private List<OperationResult> awaitApplied(
      List<OperationResult> results, long end, List<Operation> selects) {
    Row committed = results.get(results.size() - 1).rows().get(0);
    long wanted = committed.integer("next_cfg");
    long applied = committed.integer("cur_cfg");
    List<OperationResult> seen = List.of();
    while (applied < wanted) {
      Duration left = Duration.ofNanos(end - System.nanoTime());
      if (left.isNegative()) {
        throw new TimedOutException(
            Subject.of("Open vSwitch", database.name()),
            "the change is in the database, but ovs-vswitchd has not carried it out in time: it is"
                + (" at " + applied + ", not yet at " + wanted),
            "See whether ovs-vswitchd runs");
      }
      seen = nextApplied(applied, left.compareTo(SLICE) < 0 ? left : SLICE, selects);
      applied = seen.isEmpty() ? applied : seen.get(1).rows().get(0).integer("cur_cfg");
    }
    return seen.isEmpty() ? look(selects) : seen.subList(2, seen.size());
  }

  /**
   * Waits until {@code cur_cfg} is another, but not for long; gives that wait's result, what it is,
   * and what is selected at that moment, or nothing.
   */
  private List<OperationResult> nextApplied(
      long applied, Duration atMost, List<Operation> selects) {
    Operation change =
        new Operation.Wait(
            ROOT,
            List.of(),
            Set.of("cur_cfg"),
            false,
            List.of(new Row(Map.of("cur_cfg", Value.of(applied)))),
            Optional.of(Duration.ofMillis(atMost.toMillis() + 1)));
    List<Operation> all = new ArrayList<>(List.of(change));
    all.add(Operation.select(ROOT).columns("cur_cfg"));
    all.addAll(selects);
    try {
      return look(all);
    } catch (OvsdbException e) {
      if (guardFailed(e)) {
        return List.of();
      }
      throw e;
    }
  }

  /** Looks again over the next connection where one is lost: it changes nothing. */
  private List<OperationResult> look(List<Operation> operations) {
    for (int attempt = 1; ; attempt++) {
      try {
        return database.transact(operations);
      } catch (ConnectionLostException e) {
        if (attempt == LOOKS) {
          throw e;
        }
      }
    }
  }
}
