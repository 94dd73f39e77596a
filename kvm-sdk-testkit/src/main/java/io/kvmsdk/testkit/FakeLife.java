package io.kvmsdk.testkit;

import io.kvmsdk.domain.DomainEvent;
import io.kvmsdk.domain.DomainEvent.Lifecycle.Kind;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.LifecycleAction;
import io.kvmsdk.domain.LifecycleDetail;
import io.kvmsdk.domain.ShutoffReason;
import io.kvmsdk.domain.StartOption;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.internal.xml.DomainXml;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How a domain of a fake host starts, runs and ends, with QEMU's states and events. Guarded by the
 * host's clock.
 */
final class FakeLife {
  // Details of libvirt's lifecycle events, from libvirt-domain.h.
  private static final int SHUTDOWN_GUEST = 1;
  private static final int STARTED_RESTORED = 2;

  private final FakeHost host;
  private final FakeDomain domain;
  private final CpuTime cpuTime;
  private DomainXml live;
  private DomainState state = DomainState.SHUTOFF;
  private ShutoffReason shutoffReason = ShutoffReason.UNKNOWN;
  private GuestRun run;
  private GuestMemory managedSave;

  FakeLife(FakeHost host, FakeDomain domain) {
    this.host = host;
    this.domain = domain;
    this.cpuTime = new CpuTime(host.clock);
  }

  DomainState state() {
    return state;
  }

  Optional<ShutoffReason> shutoffReason() {
    return state == DomainState.SHUTOFF ? Optional.of(shutoffReason) : Optional.empty();
  }

  boolean active() {
    return live != null;
  }

  /** The document as it runs; null if it does not. */
  DomainXml live() {
    return live;
  }

  GuestRun run() {
    return run;
  }

  /** What its processors took since it was started; none while it is off. */
  Duration cpuTime() {
    return active() ? cpuTime.value() : Duration.ZERO;
  }

  /** Its devices are others now. */
  void changed(DomainXml running) {
    live = running;
    run.changed(running);
  }

  void start(Set<StartOption> options) {
    require(!active(), "is already running", "");
    if (managedSave == null || options.contains(StartOption.FORCE_BOOT)) {
      startAs(domain.document(), options);
    } else {
      restore(options.contains(StartOption.PAUSED) ? DomainState.PAUSED : managedSave.state());
    }
  }

  private void restore(DomainState wanted) {
    GuestMemory saved = managedSave.copy(wanted);
    admit(saved.live());
    managedSave = null;
    start(saved, saved.live());
  }

  /** Boots it as {@code document} says, whatever its definition says, if it has one. */
  void startAs(DomainXml document, Set<StartOption> options) {
    require(!active(), "is already running", "");
    admit(document);
    boolean paused = options.contains(StartOption.PAUSED);
    managedSave = null;
    live = document;
    state = DomainState.RUNNING;
    if (!paused) {
      emit(Kind.RESUMED, 0);
    }
    emit(Kind.STARTED, 0);
    boot();
    if (paused) {
      suspend();
    }
  }

  private void admit(DomainXml document) {
    StartChecks checks = new StartChecks(host, domain);
    checks.check(document);
    checks.memory(document);
    document.attribute("id", String.valueOf(host.nextId()));
  }

  /** A guest does not notice that it was away. */
  private void start(GuestMemory memory, DomainXml document) {
    live = document;
    state = memory.state();
    run = memory.run();
    if (state == DomainState.RUNNING) {
      run.thaw();
    }
    emit(Kind.STARTED, STARTED_RESTORED);
  }

  private void boot() {
    run = new GuestRun(host, domain, host.scriptOf(domain.ref().name()));
    run.boot();
  }

  void shutdown() {
    require(state == DomainState.RUNNING, "is not running", "");
    run.powerButton(FakeLife::poweredOff);
  }

  void reboot() {
    requireActive();
    run.powerButton(FakeLife::rebooted);
  }

  void destroy() {
    requireActive();
    stop(ShutoffReason.DESTROYED);
  }

  /** The reset button: the guest begins anew. */
  void reset() {
    run.end();
    boot();
  }

  /** As {@link #reset}, from outside: a guest that is paused stays so. */
  void pressReset() {
    requireActive();
    reset();
    if (state != DomainState.RUNNING) {
      run.freeze();
    }
    host.emit(new DomainEvent.Reboot(domain.ref().uuid(), domain.ref().name()));
  }

  /** The guest stops, or goes on, as it is. */
  void turn(DomainState next, Kind kind, int detail) {
    state = next;
    if (next == DomainState.RUNNING) {
      run.thaw();
    } else {
      run.freeze();
    }
    emit(kind, detail);
  }

  void suspend() {
    requireActive();
    if (state == DomainState.RUNNING) {
      state = DomainState.PAUSED;
      run.freeze();
      emit(Kind.SUSPENDED, 0);
    }
  }

  void resume() {
    requireActive();
    require(state == DomainState.PAUSED, "is not paused", "");
    state = DomainState.RUNNING;
    run.thaw();
    emit(Kind.RESUMED, 0);
  }

  /** Stops the guest while something is done with it; gives what it did before. */
  DomainState hold() {
    DomainState before = state;
    suspend();
    return before;
  }

  /** Lets it do again what it did before, unless it has ended. */
  void release(DomainState before) {
    if (active() && before == DomainState.RUNNING && state == DomainState.PAUSED) {
      resume();
    }
  }

  void managedSave(GuestMemory memory) {
    managedSave = memory;
    stop(ShutoffReason.SAVED);
  }

  boolean hasManagedSave() {
    return managedSave != null;
  }

  void managedSaveRemove() {
    managedSave = null;
  }

  /** The guest as it is, to go on elsewhere as {@code wanted}. */
  GuestMemory memory(DomainState wanted) {
    run.freeze();
    GuestMemory memory = new GuestMemory(live, state, run).copy(wanted);
    if (state == DomainState.RUNNING) {
      run.thaw();
    }
    return memory;
  }

  /** The guest is there, and stands still while its memory is read. */
  void beginRestore(GuestMemory memory, DomainXml document) {
    require(!active(), "is already running", "");
    admit(document);
    live = document;
    state = DomainState.PAUSED;
    run = memory.run().copy(host, domain, document);
  }

  void restored(DomainState wanted) {
    emit(Kind.STARTED, STARTED_RESTORED);
    release(wanted);
  }

  void restoreFailed() {
    if (active()) {
      stop(ShutoffReason.FAILED);
    }
  }

  /** What the guest did while it was moved here. */
  void takeOver(GuestMemory memory) {
    run.end();
    run = memory.run().copy(host, domain, live);
  }

  /**
   * Goes back to a snapshot, whose document is the domain's definition again.
   *
   * @param memory null for one of a domain that did not run
   * @param wanted what it is to do then
   */
  void revert(GuestMemory memory, DomainState wanted) {
    managedSave = null;
    if (memory != null) {
      GuestMemory restored = memory.copy(wanted);
      start(restored, restored.live());
    } else if (wanted != DomainState.SHUTOFF) {
      start(wanted == DomainState.PAUSED ? Set.of(StartOption.PAUSED) : Set.of());
    } else {
      shutoffReason = ShutoffReason.FROM_SNAPSHOT;
    }
  }

  /** The guest has powered off. */
  void poweredOff() {
    end(
        live.onPoweroff().orElse(LifecycleAction.DESTROY),
        DomainState.SHUTDOWN,
        ShutoffReason.SHUTDOWN);
  }

  /** The guest has rebooted. */
  void rebooted() {
    end(
        live.onReboot().orElse(LifecycleAction.RESTART),
        DomainState.SHUTDOWN,
        ShutoffReason.SHUTDOWN);
  }

  /** The guest's kernel has panicked. */
  void crashed() {
    end(live.onCrash().orElse(LifecycleAction.DESTROY), DomainState.CRASHED, ShutoffReason.CRASHED);
  }

  private void end(LifecycleAction action, DomainState preserved, ShutoffReason reason) {
    run.end();
    if (action == LifecycleAction.RESTART) {
      host.emit(new DomainEvent.Reboot(domain.ref().uuid(), domain.ref().name()));
      boot();
      return;
    }
    boolean crashed = preserved == DomainState.CRASHED;
    emit(crashed ? Kind.CRASHED : Kind.SHUTDOWN, crashed ? 0 : SHUTDOWN_GUEST);
    state = preserved;
    if (action == LifecycleAction.DESTROY) {
      stop(reason);
    }
  }

  void stop(ShutoffReason reason) {
    run.end();
    live = null;
    state = DomainState.SHUTOFF;
    shutoffReason = reason;
    domain.stopped();
    // virDomainEventStoppedDetailType has no UNKNOWN, and so counts one less.
    emit(Kind.STOPPED, reason.ordinal() - 1);
  }

  void requireActive() {
    require(active(), "is not running", "Start it first");
  }

  void require(boolean condition, String problem, String remedy) {
    if (!condition) {
      throw new ConflictException(domain.subject(), problem, remedy);
    }
  }

  void emit(Kind kind, int detail) {
    cpuTime.changed(kind, state);
    host.emit(
        new DomainEvent.Lifecycle(
            domain.ref().uuid(), domain.ref().name(), kind, LifecycleDetail.of(kind, detail)));
  }
}
