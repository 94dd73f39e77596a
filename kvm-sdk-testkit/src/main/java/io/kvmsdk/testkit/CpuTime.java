package io.kvmsdk.testkit;

import io.kvmsdk.domain.DomainEvent.Lifecycle.Kind;
import io.kvmsdk.domain.DomainState;
import java.time.Duration;

/** The time that a fake guest's processors took of its host: a tenth of that in which it runs. */
final class CpuTime {
  private static final int LOAD = 10;

  private final FakeClock clock;
  private Duration ran = Duration.ZERO;

  /** When it began to run; null while it does not. */
  private Duration since;

  CpuTime(FakeClock clock) {
    this.clock = clock;
  }

  /** Hears of each change of the domain; a new QEMU counts from zero. */
  void changed(Kind kind, DomainState now) {
    ran = kind == Kind.STARTED ? Duration.ZERO : running();
    since = now == DomainState.RUNNING ? clock.elapsed() : null;
  }

  private Duration running() {
    return since == null ? ran : ran.plus(clock.elapsed()).minus(since);
  }

  Duration value() {
    return running().dividedBy(LOAD);
  }
}
