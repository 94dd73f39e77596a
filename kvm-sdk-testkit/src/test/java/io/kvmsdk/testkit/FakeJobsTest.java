package io.kvmsdk.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainJob;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.DumpFormat;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.NoSpaceException;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.testkit.contract.Told;
import io.kvmsdk.value.ByteSize;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What long work on a fake domain does in time, and when it fails. */
class FakeJobsTest {
  private static final Duration LONG = Duration.ofHours(1);

  private final FakeHypervisor kvm = FakeHypervisor.create();

  @AfterEach
  void removeItsFiles() {
    kvm.close();
  }

  private Domain running() {
    Domain domain = kvm.domains().define(d -> d.name("web").memory(ByteSize.gib(2)));
    domain.start();
    return domain;
  }

  private String path() {
    return kvm.root() + "/web.save";
  }

  @Test
  void save_takesTime_byTheGuestsMemory() {
    Domain domain = running();
    Duration before = kvm.clock().elapsed();

    domain.save(path());

    assertThat(kvm.clock().elapsed().minus(before))
        .isBetween(Duration.ofSeconds(3), Duration.ofSeconds(4));
    assertThat(domain.completedJob()).map(DomainJob::kind).contains(DomainJob.Kind.COMPLETED);
  }

  @Test
  void save_leavesNothing_whenTheHostFailsAtItsEnd() {
    Domain domain = running();
    kvm.failOn(Operation.DOMAIN_SAVE, Fault.diskFull().afterBytes(1));

    assertThatThrownBy(() -> domain.save(path())).isInstanceOf(NoSpaceException.class);

    assertThat(domain.state()).isEqualTo(DomainState.RUNNING);
    assertThat(kvm.leftovers()).containsExactly("domain web");
    assertThat(domain.completedJob()).map(DomainJob::kind).contains(DomainJob.Kind.FAILED);
  }

  @Test
  void managedSave_thatCouldNotBeGivenUp_keepsTheGuestsMemory() {
    try (FakeHypervisor large = FakeHypervisor.builder().memory(ByteSize.gib(64)).build()) {
      Domain domain = large.domains().define(d -> d.name("web").memory(ByteSize.gib(60)));
      domain.start();
      large.failOn(Operation.DOMAIN_JOB_ABORT, Fault.timeout());

      assertThatThrownBy(() -> domain.managedSave(ProgressListener.NONE, Duration.ofSeconds(1)))
          .isInstanceOf(TimedOutException.class);
      assertThat(domain.state().active()).isTrue();
      large.clock().advance(LONG);

      assertThat(domain.state()).isEqualTo(DomainState.SHUTOFF);
      assertThat(domain.hasManagedSave()).isTrue();
    }
  }

  @Test
  void aJob_endsWithItsDomain() {
    Domain domain = running();
    ProgressListener plug = Told.onceUnderWay(domain::destroy);

    assertThatThrownBy(() -> domain.coreDump(path(), DumpFormat.RAW, plug, LONG))
        .isInstanceOf(ConflictException.class);

    assertThat(kvm.leftovers()).containsExactly("domain web");
  }

  @Test
  void aSecondJob_isRefused_asLibvirtDoesInTheEnd() {
    Domain domain = running();
    ProgressListener other =
        Told.onceUnderWay(
            () ->
                assertThatThrownBy(domain::managedSave)
                    .isInstanceOf(TimedOutException.class)
                    .hasMessageContaining("DUMP"));

    domain.coreDump(path(), DumpFormat.RAW, other, LONG);

    assertThat(domain.hasManagedSave()).isFalse();
  }

  @Test
  void migrate_needsAHostThatSharesTheClock() {
    Domain domain = running();
    try (FakeHypervisor other = FakeHypervisor.create()) {
      assertThatThrownBy(() -> domain.migrate(other.domains()))
          .isInstanceOf(InvalidSpecException.class)
          .hasMessageContaining("clock");
      assertThat(other.leftovers()).isEmpty();
    }
    assertThat(domain.state()).isEqualTo(DomainState.RUNNING);
  }

  @Test
  void migrate_leavesNothingThere_whenItFailsAtItsEnd() {
    Domain domain = running();
    kvm.failOn(Operation.DOMAIN_MIGRATE, Fault.connectionLost().afterBytes(1));
    try (FakeHypervisor other = FakeHypervisor.builder().clock(kvm.clock()).build()) {
      assertThatThrownBy(() -> domain.migrate(other.domains())).hasMessageContaining("connection");
      assertThat(other.leftovers()).isEmpty();
    }
    assertThat(domain.state()).isEqualTo(DomainState.RUNNING);
  }
}
