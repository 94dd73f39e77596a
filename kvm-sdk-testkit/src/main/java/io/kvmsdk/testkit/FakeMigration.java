package io.kvmsdk.testkit;

import io.kvmsdk.domain.DomainJob;
import io.kvmsdk.error.ConflictException;
import java.time.Duration;

/** How one fake domain is to be moved. Guarded by the clock. */
final class FakeMigration {
  /** What libvirt says where nothing limits it. */
  private static final long UNLIMITED = Long.MAX_VALUE >> 20;

  private static final Duration QEMUS_DOWNTIME = Duration.ofMillis(300);

  private final FakeDomain domain;
  private long speed = UNLIMITED;
  private Duration downtime = QEMUS_DOWNTIME;
  private boolean postCopy;

  FakeMigration(FakeDomain domain) {
    this.domain = domain;
  }

  /** In MiB a second. */
  long speed() {
    return speed;
  }

  void speed(long perSecond) {
    speed = perSecond;
  }

  Duration downtime() {
    domain.requireActive();
    return downtime;
  }

  void downtime(Duration time) {
    domain.requireActive();
    downtime = time;
  }

  /** Whether the one that begins can be switched. */
  void begun(boolean withPostCopy) {
    postCopy = withPostCopy;
  }

  /** The guest is on its way at once. */
  void startPostCopy() {
    boolean underWay =
        domain.jobs.job().stream()
            .anyMatch(j -> j.operation() == DomainJob.Operation.MIGRATION_OUT);
    if (!underWay || !postCopy) {
      throw new ConflictException(
          domain.subject(),
          underWay
              ? "was not migrated with post-copy allowed"
              : "has no migration under way that post-copy could be started of",
          "");
    }
    domain.jobs.hurry();
  }

  /** The next QEMU knows nothing of it; the speed libvirt keeps. */
  void reset() {
    downtime = QEMUS_DOWNTIME;
    postCopy = false;
  }
}
