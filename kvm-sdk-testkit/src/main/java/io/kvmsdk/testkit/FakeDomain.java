package io.kvmsdk.testkit;

import io.kvmsdk.domain.DomainEvent;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.LifecycleAction;
import io.kvmsdk.domain.ShutoffReason;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.ObjectRef;
import io.kvmsdk.internal.xml.DiskXml;
import io.kvmsdk.internal.xml.DomainXml;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.function.Consumer;

/** A domain of a fake host, with QEMU's states and events. Guarded by the host's clock. */
final class FakeDomain implements Registry.Entry {
  // Details of libvirt's lifecycle events, from libvirt-domain.h.
  private static final int DEFINED_ADDED = 0;
  private static final int DEFINED_UPDATED = 1;
  private static final int SHUTDOWN_GUEST = 1;
  private static final int STARTED_RESTORED = 2;

  private final FakeHost host;
  private final ObjectRef ref;
  private String definition;
  private DomainXml live;
  private DomainState state = DomainState.SHUTOFF;
  private ShutoffReason shutoffReason = ShutoffReason.UNKNOWN;
  private boolean autostart;
  private GuestRun run;
  private Memory managedSave;

  final FakeSnapshots snapshots;
  final FakeBlockJobs blockJobs;

  FakeDomain(FakeHost host, ObjectRef ref) {
    this.host = host;
    this.ref = ref;
    this.snapshots = new FakeSnapshots(host, this);
    this.blockJobs = new FakeBlockJobs(host, this);
  }

  /** A guest that does not go on: how it was running, and where it was. */
  record Memory(DomainXml live, DomainState state, GuestRun run) {}

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
    return inactive || live == null ? definition : withChains(live).toXml();
  }

  /** Of a running domain libvirt tells what its disks lie over. */
  private DomainXml withChains(DomainXml running) {
    DomainXml document = DomainXml.parse(running.toXml());
    for (DiskXml disk : document.disks()) {
      StartChecks.path(host, disk)
          .map(p -> new DiskImages.Backing(p, disk.driverType().orElse(DiskImages.RAW)))
          .ifPresent(
              image -> {
                LinkedHashMap<String, String> below = new LinkedHashMap<>();
                host.images.chain(image).stream()
                    .skip(1)
                    .forEach(b -> below.put(b.path(), b.format()));
                disk.imagesBelow(below);
              });
    }
    return document;
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
    Memory saved = managedSave;
    DomainXml document = saved == null ? DomainXml.parse(definition) : saved.live();
    new StartChecks(host, this).check(document);
    document.attribute("id", String.valueOf(host.nextId()));
    if (saved != null) {
      managedSave = null;
      start(saved, document);
      return;
    }
    live = document;
    state = DomainState.RUNNING;
    emit(DomainEvent.Kind.RESUMED, 0);
    emit(DomainEvent.Kind.STARTED, 0);
    boot();
  }

  /** A guest does not notice that it was away. */
  private void start(Memory memory, DomainXml document) {
    live = document;
    state = memory.state();
    run = memory.run();
    if (state == DomainState.RUNNING) {
      run.thaw();
    }
    emit(DomainEvent.Kind.STARTED, STARTED_RESTORED);
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

  void managedSave() {
    requireActive();
    managedSave = memory();
    stop(ShutoffReason.SAVED);
  }

  boolean hasManagedSave() {
    return managedSave != null;
  }

  void managedSaveRemove() {
    managedSave = null;
  }

  /** The guest as it is; it goes on in a copy. */
  Memory memory() {
    run.freeze();
    Memory memory = new Memory(DomainXml.parse(live.toXml()), state, run.copy());
    if (state == DomainState.RUNNING) {
      run.thaw();
    }
    return memory;
  }

  /**
   * Takes the domain back to a snapshot.
   *
   * @param memory null for one of a domain that did not run
   * @param wanted what it is to do then
   */
  void revert(DomainXml document, Memory memory, DomainState wanted) {
    if (active()) {
      stop(ShutoffReason.FROM_SNAPSHOT);
    }
    definition = document.toXml();
    managedSave = null;
    if (memory != null) {
      DomainXml restored = DomainXml.parse(memory.live().toXml());
      start(new Memory(restored, wanted, memory.run().copy()), restored);
    } else if (wanted != DomainState.SHUTOFF) {
      start();
      if (wanted == DomainState.PAUSED) {
        suspend();
      }
    } else {
      shutoffReason = ShutoffReason.FROM_SNAPSHOT;
    }
  }

  /** Changes the domain as it runs and for its next boot alike. */
  void change(Consumer<DomainXml> change) {
    DomainXml next = DomainXml.parse(definition);
    change.accept(next);
    definition = next.toXml();
    if (active()) {
      change.accept(live);
    }
  }

  /** As it runs, or as it is defined if it does not. */
  DomainXml document() {
    return active() ? live : DomainXml.parse(definition);
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
    blockJobs.end();
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
