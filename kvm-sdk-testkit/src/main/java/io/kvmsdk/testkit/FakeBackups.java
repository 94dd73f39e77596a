package io.kvmsdk.testkit;

import io.kvmsdk.domain.DomainJob;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.xml.BackupXml;
import io.kvmsdk.internal.xml.CheckpointXml;
import io.kvmsdk.internal.xml.DomainXml;
import io.kvmsdk.qcow2.Extent;
import io.kvmsdk.testkit.DiskImages.Backing;
import io.kvmsdk.value.ByteSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The backup of one fake domain that is under way. The copies are real files, written at once, as
 * of the moment that they are of; nothing serves a pull backup. Guarded by the clock.
 */
final class FakeBackups {
  private final FakeHost host;
  private final FakeDomain domain;
  private BackupXml current;

  FakeBackups(FakeHost host, FakeDomain domain) {
    this.host = host;
    this.domain = domain;
  }

  /** The disks that are backed up where none are named. */
  static List<String> written(FakeHost host, FakeDomain domain) {
    DomainXml document = domain.document();
    return document.disks().stream()
        .filter(d -> !d.readOnly() && host.image(d).isPresent())
        .flatMap(d -> d.target().stream())
        .toList();
  }

  Optional<String> xml() {
    return Optional.ofNullable(current).map(BackupXml::toXml);
  }

  /**
   * @param transfer is told at the end of a push backup what was copied
   */
  void begin(
      BackupXml document,
      Optional<CheckpointXml> checkpoint,
      boolean reuse,
      FaultPlan.Transfer transfer) {
    if (!domain.active()) {
      throw new UnsupportedException(
          domain.subject(), "cannot perform disk backup for inactive domain", "");
    }
    domain.jobs.requireIdle();
    if (document.disks().isEmpty()) {
      written(host, domain).forEach(document::disk);
    }
    document.disks().forEach(disk -> check(document, disk, reuse));
    checkpoint.ifPresent(c -> domain.checkpoints.create(c, false));
    try {
      if (document.pull()) {
        beginPull(document);
      } else {
        beginPush(document, reuse, transfer);
      }
    } catch (RuntimeException e) {
      checkpoint.ifPresent(c -> domain.checkpoints.delete(c.name(), false, false));
      throw e;
    }
  }

  private void check(BackupXml document, BackupXml.Disk disk, boolean reuse) {
    Backing image = domain.image(disk.name());
    disk.since(document.incremental())
        .ifPresent(
            name -> {
              domain.checkpoints.get(name);
              domain.checkpoints.requireBitmap(image, disk.name(), name);
            });
    disk.path()
        .filter(path -> !reuse && !disk.block() && Files.exists(host.files.file(path)))
        .ifPresent(
            path -> {
              throw InvalidSpecException.of(
                  domain.subject(),
                  "store '" + path + "' for backup of '" + disk.name() + "' exists");
            });
  }

  private void beginPush(BackupXml document, boolean reuse, FaultPlan.Transfer transfer) {
    List<String> made = new ArrayList<>();
    long bytes = 0;
    try {
      for (BackupXml.Disk disk : document.disks()) {
        made.add(disk.path().orElseThrow());
        bytes += copy(document, disk);
      }
    } catch (RuntimeException e) {
      if (!reuse) {
        made.forEach(host.saved::remove);
      }
      throw e;
    }
    current = document;
    // What was copied stays when it is aborted, as libvirt leaves it.
    DomainJob.Operation backup = DomainJob.Operation.BACKUP;
    long all = bytes;
    domain.jobs.begin(
        new FakeJobs.Task(backup, bytes, true, () -> current = null),
        () -> {
          transfer.reached(all);
          current = null;
          return null;
        });
  }

  private long copy(BackupXml document, BackupXml.Disk disk) {
    Backing image = domain.image(disk.name());
    Path file = host.files.file(disk.path().orElseThrow());
    String format = disk.format().orElse(DiskImages.QCOW2);
    Optional<String> since = disk.since(document.incremental());
    if (since.isPresent()) {
      List<Extent> changes = host.bitmaps.changes(image, since.get());
      host.parts.extract(image, file, format, changes);
      return changes.stream().mapToLong(Extent::length).sum();
    }
    ByteSize capacity = host.images.capacity(image);
    host.saved.remove(disk.path().orElseThrow()); // one that is to be taken as it is
    host.images.convert(image, file, format, capacity);
    return capacity.bytes();
  }

  private void beginPull(BackupXml document) {
    for (BackupXml.Disk disk : document.disks()) {
      boolean bitmap = disk.since(document.incremental()).isPresent();
      disk.export(disk.name(), bitmap ? "backup-" + disk.name() : null);
      if (disk.path().isEmpty()) {
        String image = domain.image(disk.name()).path();
        disk.scratch(image + "." + host.clock.instant().getEpochSecond());
      }
    }
    List<String> scratch = document.disks().stream().flatMap(d -> d.path().stream()).toList();
    scratch.forEach(path -> host.saved.write(path, "scratch"));
    current = document;
    domain.jobs.hold(
        new FakeJobs.Task(
            DomainJob.Operation.BACKUP,
            0,
            true,
            () -> {
              current = null;
              scratch.forEach(host.saved::remove);
            }));
  }
}
