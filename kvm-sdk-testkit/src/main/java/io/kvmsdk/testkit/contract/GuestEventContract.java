package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainEvent;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.LifecycleDetail;
import io.kvmsdk.domain.ShutoffReason;
import io.kvmsdk.domain.WatchdogAction;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.event.Registration;
import io.kvmsdk.testkit.GuestActs;
import io.kvmsdk.value.ByteSize;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What listeners are told of what a guest does, and what becomes of its domain. */
@Timeout(300)
public abstract class GuestEventContract extends HypervisorContract {
  private final Heard<DomainEvent> heard = new Heard<>();
  private Registration listening;

  /**
   * Defines and starts a domain named {@link #run}, whose guest does what {@link #acts} says. It
   * has a disk {@code hdb}, a disc in the drive {@code hdc}, a panic device and a watchdog.
   */
  protected abstract Domain guest(WatchdogAction action);

  protected abstract GuestActs acts();

  /** From now on the host has no room for more of what is written to the disk {@code hdb}. */
  protected abstract void fillHost();

  @BeforeEach
  final void needsGuests() {
    needs(Capability.GUESTS);
  }

  @AfterEach
  final void listenNoMore() {
    if (listening != null) {
      listening.close();
    }
  }

  private Domain listenedTo(WatchdogAction action) {
    Domain domain = guest(action);
    listening = domain.listen(heard);
    return domain;
  }

  private Domain listenedTo() {
    return listenedTo(WatchdogAction.PAUSE);
  }

  /** All up to the next of that kind, the last of what is given. */
  private <E extends DomainEvent> E next(Class<E> kind) {
    List<DomainEvent> seen = heard.until(kind::isInstance);
    return kind.cast(seen.get(seen.size() - 1));
  }

  private void next(LifecycleDetail detail) {
    heard.until(e -> e instanceof DomainEvent.Lifecycle turn && turn.detail() == detail);
  }

  @Test
  void watchdog_stopsAGuestThatHangs() {
    Domain domain = listenedTo();

    acts().neglectWatchdog();

    assertThat(next(DomainEvent.Watchdog.class).action())
        .isEqualTo(DomainEvent.Watchdog.Action.PAUSE);
    next(LifecycleDetail.SUSPENDED_WATCHDOG);
    assertThat(domain.state()).isEqualTo(DomainState.PAUSED);
  }

  @Test
  void watchdog_resetsAGuestThatHangs() {
    Domain domain = listenedTo(WatchdogAction.RESET);

    acts().neglectWatchdog();

    assertThat(next(DomainEvent.Watchdog.class).action())
        .isEqualTo(DomainEvent.Watchdog.Action.RESET);
    next(DomainEvent.Reboot.class);
    assertThat(domain.state()).isEqualTo(DomainState.RUNNING);
  }

  @Test
  void reset_isToldAsAReboot() {
    Domain domain = listenedTo();

    domain.reset();

    next(DomainEvent.Reboot.class);
    domain.destroy();
    assertThatThrownBy(domain::reset).isInstanceOf(ConflictException.class);
  }

  @Test
  void clock_isToldByItsDistanceFromUtc() {
    listenedTo();

    acts().setClock(Duration.ofHours(5));

    assertThat(next(DomainEvent.RtcChange.class).offset())
        .isBetween(Duration.ofHours(5).minusSeconds(60), Duration.ofHours(5).plusSeconds(60));
  }

  @Test
  void panic_endsTheDomain_asCrashed() {
    Domain domain = listenedTo();

    acts().panic();

    next(LifecycleDetail.CRASHED_PANICKED);
    next(LifecycleDetail.STOPPED_CRASHED);
    assertThat(domain.state()).isEqualTo(DomainState.SHUTOFF);
    assertThat(domain.shutoffReason()).contains(ShutoffReason.CRASHED);
  }

  @Test
  void tray_isToldAsTheGuestMovesIt() {
    Domain domain = listenedTo();

    acts().openTray("hdc");

    DomainEvent.TrayChange opened = next(DomainEvent.TrayChange.class);
    assertThat(opened.tray()).isEqualTo(DomainEvent.TrayChange.Tray.OPEN);
    assertThat(opened.alias()).isNotEmpty();
    assertThat(domain.xml()).contains("tray='open'");
    acts().closeTray("hdc");
    assertThat(next(DomainEvent.TrayChange.class).tray())
        .isEqualTo(DomainEvent.TrayChange.Tray.CLOSE);
    assertThat(domain.xml()).doesNotContain("tray='open'");
  }

  @Test
  void sleepingGuest_isWoken() {
    Domain domain = listenedTo();

    acts().sleep();

    next(DomainEvent.PmSuspend.class);
    next(LifecycleDetail.PMSUSPENDED_MEMORY);
    assertThat(domain.state()).isEqualTo(DomainState.PMSUSPENDED);
    domain.pmWakeup();
    next(DomainEvent.PmWakeup.class);
    next(LifecycleDetail.STARTED_WAKEUP);
    assertThat(domain.state()).isEqualTo(DomainState.RUNNING);
    assertThatThrownBy(domain::pmWakeup)
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("RUNNING");
  }

  @Test
  void guestThatSleepsOnItsDisk_endsItsDomain() {
    Domain domain = listenedTo();

    acts().hibernate();

    next(DomainEvent.PmSuspendDisk.class);
    next(LifecycleDetail.PMSUSPENDED_DISK);
    next(LifecycleDetail.STOPPED_SHUTDOWN);
    assertThat(domain.state()).isEqualTo(DomainState.SHUTOFF);
  }

  @Test
  void writeThreshold_isTold_ofTheDiskAndItsImage() {
    Domain domain = listenedTo();
    domain.disk("hdb").writeThreshold(ByteSize.kib(8));

    acts().write("hdb", ByteSize.mib(1));

    DomainEvent.BlockThreshold passed = next(DomainEvent.BlockThreshold.class);
    assertThat(passed.target()).isEqualTo("hdb");
    assertThat(passed.threshold()).isEqualTo(ByteSize.kib(8));
    assertThat(passed.excess().bytes()).isPositive();
    assertThat(passed.source()).isEqualTo(domain.disk("hdb").chain().stream().findFirst());
    DomainEvent.BlockThreshold again = next(DomainEvent.BlockThreshold.class);
    assertThat(again.target()).matches("hdb\\[\\d+]");
    assertThat(again.excess()).isEqualTo(passed.excess());
    domain.destroy();
    assertThatThrownBy(() -> domain.disk("hdb").writeThreshold(ByteSize.mib(1)))
        .isInstanceOf(ConflictException.class);
  }

  @Test
  void guestIsStopped_whereTheHostHasNoRoom() {
    Domain domain = listenedTo();
    fillHost();

    acts().write("hdb", ByteSize.mib(4));

    DomainEvent.IoError error = next(DomainEvent.IoError.class);
    assertThat(error.reason()).isEqualTo("enospc");
    assertThat(error.action()).isEqualTo(DomainEvent.IoError.Action.PAUSE);
    assertThat(error.source()).isEqualTo(domain.disk("hdb").chain().get(0));
    assertThat(error.alias()).isNotEmpty();
    next(LifecycleDetail.SUSPENDED_IOERROR);
    assertThat(domain.state()).isEqualTo(DomainState.PAUSED);
  }
}
