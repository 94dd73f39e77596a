package io.kvmsdk.internal.driver;

import io.kvmsdk.domain.RevertTo;
import io.kvmsdk.domain.Snapshot;
import io.kvmsdk.domain.SnapshotInfo;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.xml.SnapshotXml;
import io.kvmsdk.progress.ProgressListener;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One snapshot of a domain of a {@link Driver}. */
record DriverSnapshot(DriverSnapshots all, String name) implements Snapshot {
  @Override
  public String xml() {
    return calls().xml(all.domain().uuid(), name);
  }

  private SnapshotXml document() {
    return SnapshotXml.parse(xml());
  }

  @Override
  public SnapshotInfo info() {
    return document().info();
  }

  @Override
  public boolean current() {
    return calls().current(all.domain().uuid()).equals(Optional.of(name));
  }

  @Override
  public Optional<Snapshot> parent() {
    return info().parent().map(p -> new DriverSnapshot(all, p));
  }

  @Override
  public List<Snapshot> children() {
    return all.list().stream().filter(s -> s.info().parent().equals(Optional.of(name))).toList();
  }

  @Override
  public void revert(RevertTo state) {
    refuseCheckpoints();
    try {
      calls().revert(all.domain().uuid(), name, state);
    } catch (UnsupportedException e) {
      if (!document().external()) {
        throw e;
      }
      throw new UnsupportedException(
          subject(),
          "is external, and this libvirt cannot go back to it: " + e.problem(),
          "Take libvirt 9.9 or later; or leave this domain as it is, and define another whose disks"
              + " are new overlays of the images in this snapshot's document",
          e);
    }
  }

  /** QEMU fails to go back under its bitmaps, and libvirt 9.0 has ended the domain by then. */
  private void refuseCheckpoints() {
    List<String> checkpoints = DriverCheckpoints.names(all.driver(), all.domain().uuid());
    if (!checkpoints.isEmpty()) {
      throw new ConflictException(
          subject(),
          "the domain has the checkpoints " + checkpoints + ", which would be wrong afterwards",
          "Delete them first, and begin with a full backup again");
    }
  }

  @Override
  public void delete(ProgressListener listener, Duration atMost) {
    SnapshotXml document = document();
    if (document.external()) {
      new SnapshotMerge(all, name, document, subject()).apply(listener, atMost);
    } else {
      calls().delete(all.domain().uuid(), name, false);
    }
  }

  @Override
  public void deleteTree(ProgressListener listener, Duration atMost) {
    Duration end = all.driver().pacer().after(atMost);
    children().forEach(child -> child.deleteTree(listener, left(end)));
    delete(listener, left(end));
  }

  private Duration left(Duration end) {
    return end.minus(all.driver().pacer().elapsed());
  }

  @Override
  public void forget() {
    calls().delete(all.domain().uuid(), name, true);
  }

  private SnapshotDriver calls() {
    return all.calls();
  }

  private Subject subject() {
    return Subject.of("snapshot", name);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DriverSnapshot s
        && s.name.equals(name)
        && s.all.domain().equals(all.domain());
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return "Snapshot " + name + " of " + all.domain().name();
  }
}
