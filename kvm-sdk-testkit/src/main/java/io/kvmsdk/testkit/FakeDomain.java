package io.kvmsdk.testkit;

import io.kvmsdk.domain.DomainEvent.Lifecycle.Kind;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.Key;
import io.kvmsdk.domain.ShutoffReason;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.ObjectRef;
import io.kvmsdk.internal.xml.DiskXml;
import io.kvmsdk.internal.xml.DomainXml;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A domain of a fake host: its names, its documents and its parts. Guarded by the host's clock. */
final class FakeDomain implements Registry.Entry {
  // Details of libvirt's lifecycle events, from libvirt-domain.h.
  private static final int DEFINED_ADDED = 0;
  private static final int DEFINED_UPDATED = 1;

  private final FakeHost host;
  private ObjectRef ref;

  /** Null of a transient domain, which is gone once it ends. */
  private String definition;

  private boolean autostart;

  final FakeLife life;
  final FakeSnapshots snapshots;
  final FakeCheckpoints checkpoints;
  final FakeBackups backups;
  final FakeBlockJobs blockJobs;
  final FakePorts ports;
  final AgentPort agentPort;
  final FakeJobs jobs;

  /** What was pressed on its keyboard, chord by chord. */
  final List<List<Key>> keys = new ArrayList<>();

  /** By targets, how long images may become before somebody is told. */
  final Map<String, Long> thresholds = new HashMap<>();

  final FakeMigration migration = new FakeMigration(this);

  FakeDomain(FakeHost host, ObjectRef ref) {
    this.host = host;
    this.ref = ref;
    this.life = new FakeLife(host, this);
    this.snapshots = new FakeSnapshots(host, this);
    this.checkpoints = new FakeCheckpoints(host, this);
    this.backups = new FakeBackups(host, this);
    this.blockJobs = new FakeBlockJobs(host, this);
    this.ports = new FakePorts(host);
    this.agentPort = new AgentPort(ref.name());
    this.jobs = new FakeJobs(host, this);
  }

  @Override
  public ObjectRef ref() {
    return ref;
  }

  Subject subject() {
    return Subject.of("domain", ref.name());
  }

  FakeHost host() {
    return host;
  }

  void rename(String name) {
    ref = new ObjectRef(ref.uuid(), name);
  }

  boolean autostart() {
    return autostart;
  }

  void autostart(boolean on) {
    autostart = on;
  }

  DomainState state() {
    return life.state();
  }

  boolean active() {
    return life.active();
  }

  void requireActive() {
    life.requireActive();
  }

  /** The document as it runs; null if it does not. */
  DomainXml live() {
    return life.live();
  }

  GuestRun run() {
    return life.run();
  }

  /** As it runs, or as it is defined if it does not. */
  DomainXml document() {
    return active() ? live() : DomainXml.parse(definition);
  }

  /** The image of the disk {@code target}, as {@code vda}. */
  DiskImages.Backing image(String target) {
    DiskXml disk =
        document()
            .disk(target)
            .orElseThrow(() -> InvalidSpecException.of(subject(), "no disk named " + target));
    return host.image(disk)
        .orElseThrow(() -> InvalidSpecException.of(subject(), target + " has no image"));
  }

  /** As it is defined, if it is {@code inactive} or asked for so; or as it runs. */
  String xml(boolean inactive) {
    boolean asDefined = defined() && (inactive || !active());
    return asDefined ? definition : withChains(live()).toXml();
  }

  /** Of a running domain libvirt tells what its disks lie over. */
  private DomainXml withChains(DomainXml running) {
    DomainXml document = DomainXml.parse(running.toXml());
    AgentPort.tellState(document, run());
    for (DiskXml disk : document.disks()) {
      host.image(disk)
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

  boolean defined() {
    return definition != null;
  }

  void define(DomainXml document) {
    boolean added = !defined();
    definition = document.toXml();
    life.emit(Kind.DEFINED, added ? DEFINED_ADDED : DEFINED_UPDATED);
  }

  /** libvirt would make a running domain transient; the handles promise not to lose it so. */
  void undefine() {
    life.require(!active(), "is running", "Destroy it first");
    host.domains.remove(this);
    life.emit(Kind.UNDEFINED, 0);
  }

  /** Changes the domain as it runs and for its next boot alike. */
  void change(Consumer<DomainXml> change) {
    if (defined()) {
      DomainXml next = DomainXml.parse(definition);
      change.accept(next);
      definition = next.toXml();
    }
    if (active()) {
      change.accept(live());
    }
  }

  /** Puts documents in the place of those that are there. */
  void replace(Optional<DomainXml> running, Optional<String> defined) {
    defined.ifPresent(d -> definition = d);
    running.ifPresent(life::changed);
  }

  /**
   * Takes the domain back to a snapshot.
   *
   * @param memory null for one of a domain that did not run
   * @param wanted what it is to do then
   */
  void revert(DomainXml document, GuestMemory memory, DomainState wanted) {
    if (active()) {
      life.stop(ShutoffReason.FROM_SNAPSHOT);
    }
    definition = defined() ? document.toXml() : null;
    life.revert(memory, wanted);
  }

  /** What was done with it as it ran has come to its end. */
  void stopped() {
    blockJobs.end();
    thresholds.clear();
    ports.end();
    migration.reset();
    jobs.end();
    forgetTransient();
  }

  /** One that has ended, or was made for a guest which did not come. */
  void forgetTransient() {
    if (!defined() && !active()) {
      host.domains.remove(this);
    }
  }
}
