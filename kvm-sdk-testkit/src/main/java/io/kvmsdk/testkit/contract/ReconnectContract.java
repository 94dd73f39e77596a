package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainEvent;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.LifecycleDetail;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.event.GapCause;
import io.kvmsdk.event.Registration;
import io.kvmsdk.network.Network;
import io.kvmsdk.network.NetworkEvent;
import io.kvmsdk.network.NetworkSpec;
import io.kvmsdk.value.ByteSize;
import io.kvmsdk.value.Cidr;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What becomes of a connection whose daemon goes and comes back, on any hypervisor. */
public abstract class ReconnectContract extends HypervisorContract {
  private static final Duration LONG = Duration.ofMinutes(2);

  /** The daemon ends without a word. */
  protected abstract void stopDaemon();

  protected abstract void startDaemon();

  private Domain defined() {
    return kvm.domains().define(d -> d.name(run + "-a").memory(ByteSize.mib(64)));
  }

  @Test
  void calls_sayThatTheConnectionIsLost_andThatTheyMayBeRetried() {
    Domain domain = defined();

    stopDaemon();
    try {
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(domain::state)
            .isInstanceOfSatisfying(
                ConnectionLostException.class, e -> assertThat(e.retryable()).isTrue());
      }
    } finally {
      startDaemon();
      reached(domain);
    }
  }

  @Test
  void handles_areGoodAgain_onceTheDaemonIsBack() {
    Domain domain = defined();
    Network network =
        kvm.networks().define(NetworkSpec.isolated(run + "-n", Cidr.of("192.168.231.1/24")));

    stopDaemon();
    assertThatThrownBy(network::active).isInstanceOf(ConnectionLostException.class);
    startDaemon();

    assertThat(reached(domain)).isEqualTo(DomainState.SHUTOFF);
    assertThat(network.active()).isFalse();
    domain.start();
    assertThat(kvm.domains().get(run + "-a")).isEqualTo(domain);
  }

  /** What failed a moment ago is not tried at once. */
  private DomainState reached(Domain domain) {
    while (true) {
      try {
        return domain.state();
      } catch (ConnectionLostException e) {
        pause();
      }
    }
  }

  private void pause() {
    try {
      kvm.pacer().pause(Duration.ofMillis(20));
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while the daemon was awaited", e);
    }
  }

  @Test
  void listeners_areToldOfTheGap_andGoOn() {
    Domain domain = defined();
    Heard<DomainEvent> domains = new Heard<>();
    Heard<DomainEvent> reboots = new Heard<>();
    Heard<NetworkEvent> networks = new Heard<>();
    try (Registration one = kvm.domains().listen(domains);
        Registration two = domain.listen(Set.of(DomainEvent.Reboot.class), reboots);
        Registration three = kvm.networks().listen(networks)) {
      stopDaemon();
      startDaemon();

      DomainEvent.Gap gap = new DomainEvent.Gap(GapCause.RECONNECTED);
      domains.until(gap::equals);
      assertThat(reboots.until(e -> true)).containsExactly(gap);
      assertThat(networks.until(e -> true))
          .containsExactly(new NetworkEvent.Gap(GapCause.RECONNECTED));
      domain.start();
      assertThat(domains.until(e -> isStart(e, domain))).doesNotContain(gap);
    }
  }

  private static boolean isStart(DomainEvent event, Domain domain) {
    return event instanceof DomainEvent.Lifecycle e
        && e.uuid().equals(domain.uuid())
        && e.kind() == DomainEvent.Lifecycle.Kind.STARTED;
  }

  @Test
  void waiting_isByEvents_alsoAfterTheGap() {
    Domain domain = defined();
    stopDaemon();
    startDaemon();
    reached(domain);

    DomainEvent.Lifecycle event =
        domain.waitUntilEvent(
            DomainEvent.Lifecycle.class,
            e -> e.kind() == DomainEvent.Lifecycle.Kind.STARTED,
            domain::start,
            LONG);

    assertThat(event.detail()).isEqualTo(LifecycleDetail.STARTED_BOOTED);
    assertThat(domain.waitUntil(DomainState.RUNNING, LONG)).isEqualTo(DomainState.RUNNING);
  }

  @Test
  void close_endsAll_whileTheDaemonIsAway() {
    Registration listening = kvm.domains().listen(event -> {});
    stopDaemon();
    try {
      kvm.close();
      assertThatCode(listening::close).doesNotThrowAnyException();
      assertThatThrownBy(() -> kvm.domains().list())
          .isInstanceOfAny(ConflictException.class, ConnectionLostException.class);
    } finally {
      startDaemon();
      kvm = connect();
    }
  }
}
