package io.kvmsdk.testkit;

import io.kvmsdk.domain.DomainEvent;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.LifecycleAction;
import io.kvmsdk.domain.ShutoffReason;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.ObjectRef;
import io.kvmsdk.internal.xml.DomainXml;
import java.util.Optional;

/** A domain of a fake host, with QEMU's states and events. Guarded by the host's clock. */
final class FakeDomain implements Registry.Entry {
  // Details of libvirt's lifecycle events, from libvirt-domain.h.
  private static final int DEFINED_ADDED = 0;
  private static final int DEFINED_UPDATED = 1;
  private static final int SHUTDOWN_GUEST = 1;

  private final FakeHost host;
  private final ObjectRef ref;
  private String definition;
  private DomainXml live;
  private DomainState state = DomainState.SHUTOFF;
  private ShutoffReason shutoffReason = ShutoffReason.UNKNOWN;
  private boolean autostart;
  private GuestRun run;

  FakeDomain(FakeHost host, ObjectRef ref) {
    this.host = host;
    this.ref = ref;
  }

  @Override
  public ObjectRef ref() {
    return ref;
  }

  Subject subject() {
    return Subject.of("domain", ref.name());
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

  boolean autostart() {
    return autostart;
  }

  void autostart(boolean on) {
    autostart = on;
  }

  /** The document as it runs; null if it does not. */
  DomainXml live() {
    return live;
  }

  GuestRun run() {
    return run;
  }

  /** As it runs, or as it is defined if it does not. */
  String xml(boolean inactive) {
    return inactive || live == null ? definition : live.toXml();
  }

  void define(DomainXml document) {
    boolean added = definition == null;
    definition = document.toXml();
    emit(DomainEvent.Kind.DEFINED, added ? DEFINED_ADDED : DEFINED_UPDATED);
  }

  /** libvirt would make a running domain transient; the handles promise not to lose it so. */
  void undefine() {
    require(!active(), "is running", "Destroy it first");
    host.domains.remove(this);
    emit(DomainEvent.Kind.UNDEFINED, 0);
  }

  void start() {
    require(!active(), "is already running", "");
    DomainXml document = DomainXml.parse(definition);
    new StartChecks(host, this).check(document);
    document.attribute("id", String.valueOf(host.nextId()));
    live = document;
    state = DomainState.RUNNING;
    emit(DomainEvent.Kind.RESUMED, 0);
    emit(DomainEvent.Kind.STARTED, 0);
    boot();
  }

  private void boot() {
    run = new GuestRun(host, this, host.scriptOf(ref.name()));
    run.boot();
  }

  void shutdown() {
    require(state == DomainState.RUNNING, "is not running", "");
    run.powerButton(this::poweredOff);
  }

  void reboot() {
    requireActive();
    run.powerButton(this::rebooted);
  }

  void destroy() {
    requireActive();
    stop(ShutoffReason.DESTROYED);
  }

  void suspend() {
    requireActive();
    if (state == DomainState.RUNNING) {
      state = DomainState.PAUSED;
      run.freeze();
      emit(DomainEvent.Kind.SUSPENDED, 0);
    }
  }

  void resume() {
    requireActive();
    require(state == DomainState.PAUSED, "is not paused", "");
    state = DomainState.RUNNING;
    run.thaw();
    emit(DomainEvent.Kind.RESUMED, 0);
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
      boot();
      return;
    }
    boolean crashed = preserved == DomainState.CRASHED;
    emit(
        crashed ? DomainEvent.Kind.CRASHED : DomainEvent.Kind.SHUTDOWN,
        crashed ? 0 : SHUTDOWN_GUEST);
    state = preserved;
    if (action == LifecycleAction.DESTROY) {
      stop(reason);
    }
  }

  private void stop(ShutoffReason reason) {
    run.end();
    live = null;
    state = DomainState.SHUTOFF;
    shutoffReason = reason;
    // virDomainEventStoppedDetailType has no UNKNOWN, and so counts one less.
    emit(DomainEvent.Kind.STOPPED, reason.ordinal() - 1);
  }

  void requireActive() {
    require(active(), "is not running", "Start it first");
  }

  private void require(boolean condition, String problem, String remedy) {
    if (!condition) {
      throw new ConflictException(subject(), problem, remedy);
    }
  }

  private void emit(DomainEvent.Kind kind, int detail) {
    host.events.emit(new DomainEvent(ref.uuid(), ref.name(), kind, detail));
  }
}
