package io.kvmsdk.testkit;

import io.kvmsdk.error.Subject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What is to fail on a fake host, and what it was asked to change. */
final class FaultPlan {
  private final FakeClock clock;
  private final Map<Operation, Armed> armed = new EnumMap<>(Operation.class);
  private final List<Call> calls = new ArrayList<>();

  /** A plan of faults, some of which take time on {@code clock}. */
  FaultPlan(FakeClock clock) {
    this.clock = clock;
  }

  /** A fault, and how many calls it has seen. */
  private static final class Armed {
    final Fault fault;
    int seen;

    Armed(Fault fault) {
      this.fault = fault;
    }
  }

  synchronized void failOn(Operation operation, Fault fault) {
    armed.put(operation, new Armed(fault));
  }

  synchronized void clear() {
    armed.clear();
  }

  synchronized List<Call> calls() {
    return List.copyOf(calls);
  }

  synchronized void forgetCalls() {
    calls.clear();
  }

  /**
   * Records a call that begins, and fails it if it is to fail at once.
   *
   * @return what to ask as the call transfers bytes
   */
  synchronized Transfer begin(Operation operation, Subject subject) {
    if (operation.isChange()) {
      calls.add(new Call(operation, subject.name()));
    }
    Armed a = armed.get(operation);
    if (a == null || !a.fault.strikes(++a.seen)) {
      return bytes -> {};
    }
    clock.advance(a.fault.delay());
    if (!a.fault.fails()) {
      return bytes -> {};
    }
    Transfer transfer =
        bytes -> {
          if (bytes >= a.fault.bytes()) {
            throw a.fault.exception(subject);
          }
        };
    transfer.reached(0);
    return transfer;
  }

  /** Is told how far a transfer has got. */
  @FunctionalInterface
  interface Transfer {
    void reached(long bytes);
  }
}
