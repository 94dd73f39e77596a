package io.kvmsdk.internal.driver;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Snapshot;
import io.kvmsdk.domain.SnapshotKind;
import io.kvmsdk.domain.SnapshotSpec;
import io.kvmsdk.domain.Snapshots;
import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.xml.SnapshotXml;
import java.util.List;
import java.util.Optional;

/** The snapshots of one domain of a {@link Driver}. */
record DriverSnapshots(Driver driver, Hypervisor host, DriverDomain domain) implements Snapshots {
  @Override
  public Snapshot create(SnapshotSpec spec) {
    if (calls().exists(domain.uuid(), spec.name())) {
      throw new AlreadyExistsException(
          Subject.of("snapshot", spec.name()),
          "the domain '" + domain.name() + "' has one of this name already",
          "Choose another name, or delete it first");
    }
    spec.memoryFile().ifPresent(this::refuseTaken);
    boolean diskOnly = spec.kind() == SnapshotKind.EXTERNAL && spec.memoryFile().isEmpty();
    try {
      calls().create(domain.uuid(), SnapshotXml.of(spec).toXml(), diskOnly, spec.quiesce());
    } catch (UnsupportedException e) {
      throw spec.quiesce() ? needsAgent(spec, e) : e;
    }
    return handle(spec.name());
  }

  /** libvirt would write over it, also over the memory of another snapshot. */
  private void refuseTaken(String memoryFile) {
    boolean taken =
        DomainImages.of(domain).memoryFiles().contains(memoryFile)
            || new HostFile(driver, host, memoryFile).exists();
    if (taken) {
      throw new AlreadyExistsException(
          Subject.of("file", memoryFile),
          "it exists already, and would be overwritten",
          "Choose another name for the memory, or remove it");
    }
  }

  private static UnsupportedException needsAgent(SnapshotSpec spec, UnsupportedException e) {
    return new UnsupportedException(
        Subject.of("snapshot", spec.name()),
        "is to quiesce the guest, which cannot be asked to: " + e.problem(),
        "Define the domain with guestAgent and run qemu-guest-agent in the guest; or do without",
        e);
  }

  @Override
  public Optional<Snapshot> find(String name) {
    return calls().exists(domain.uuid(), name) ? Optional.of(handle(name)) : Optional.empty();
  }

  @Override
  public Snapshot get(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new NotFoundException(
                    Subject.of("snapshot", name),
                    "the domain '" + domain.name() + "' has no such snapshot",
                    "There are: " + calls().list(domain.uuid())));
  }

  @Override
  public List<Snapshot> list() {
    return calls().list(domain.uuid()).stream().map(this::handle).toList();
  }

  @Override
  public Optional<Snapshot> current() {
    return calls().current(domain.uuid()).map(this::handle);
  }

  private Snapshot handle(String name) {
    return new DriverSnapshot(this, name);
  }

  SnapshotDriver calls() {
    return driver.snapshots();
  }

  @Override
  public String toString() {
    return "Snapshots of " + domain.name();
  }
}
