package io.kvmsdk.testkit;

import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import java.util.function.Function;

/** What somebody else does on a host just as a call is made there, which then fails of it. */
record Meanwhile(FakeHypervisor kvm) {
  /** Does {@code work} on that call of the operation, counted from now on. */
  void onCall(
      Operation operation, int call, Runnable work, Function<Subject, KvmException> failure) {
    kvm.failOn(
        operation,
        Fault.of(
                subject -> {
                  kvm.failNoMore();
                  work.run();
                  return failure.apply(subject);
                })
            .onCall(call));
  }

  static KvmException notThere(Subject subject) {
    return new NotFoundException(subject, "there is no such thing", "");
  }
}
