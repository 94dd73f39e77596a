package io.kvmsdk.internal.driver;

import io.kvmsdk.domain.BackupDisk;
import io.kvmsdk.domain.BackupResult;
import io.kvmsdk.domain.BackupSpec;
import io.kvmsdk.domain.CheckpointSpec;
import io.kvmsdk.domain.DiskSource;
import io.kvmsdk.domain.DomainJob;
import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.internal.xml.BackupXml;
import io.kvmsdk.progress.ProgressListener;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One backup that QEMU writes to files of the host, watched over until it has ended. */
final class PushBackup {
  private final DriverBackups all;
  private final Driver driver;
  private final DriverDomain domain;
  private final BackupSpec spec;
  private final CompletableFuture<DomainJob> ended = new CompletableFuture<>();
  private final BackupCopies copies;
  private boolean begun;

  /**
   * @param spec that says all
   */
  PushBackup(DriverBackups all, BackupSpec spec) {
    this.all = all;
    this.driver = all.driver();
    this.domain = all.domain();
    this.spec = spec;
    this.copies = new BackupCopies(all.host(), domain);
  }

  BackupResult run(ProgressListener listener, Duration atMost) {
    if (!spec.reuse()) {
      files().forEach(HostFile::requireFree);
    }
    try {
      DomainJob job =
          DomainJobWatch.of(driver, domain.uuid(), all.subject(), bytes())
              .lookingAt(this::look)
              .abortedBy(this::abort)
              .run("backing up " + domain.name(), listener, atMost, this::begin, late -> {});
      return new BackupResult(
          spec.disks(), spec.checkpoint().map(c -> all.checkpoint(c.name())), job);
    } catch (RuntimeException | Error e) {
      if (begun) {
        undo(e);
      }
      throw e;
    }
  }

  private List<HostFile> files() {
    return spec.disks().stream()
        .flatMap(d -> d.image().stream())
        .filter(DiskSource.File.class::isInstance)
        .map(image -> new HostFile(driver, all.host(), ((DiskSource.File) image).path()))
        .toList();
  }

  private long bytes() {
    return spec.disks().stream()
        .map(BackupDisk::target)
        .mapToLong(t -> domain.disk(t).info().capacity().bytes())
        .sum();
  }

  private CompletableFuture<DomainJob> begin() {
    boolean made = spec.disks().stream().anyMatch(d -> d.over().isPresent());
    if (made) {
      copies.make(spec.disks());
    }
    try {
      all.begin(BackupXml.of(spec), spec.checkpoint(), spec.reuse() || made);
    } catch (RuntimeException | Error e) {
      copies.remove(e);
      throw e;
    }
    begun = true;
    return ended;
  }

  /** libvirt takes note of the end and forgets the job in one. */
  private void look() {
    try {
      lookWhetherEnded();
    } catch (NotFoundException domainGone) {
      ended.completeExceptionally(domainGone);
    }
  }

  private void lookWhetherEnded() {
    if (running().isEmpty()) {
      Optional<DomainJob> last = driver.jobs().completed(domain.uuid());
      last.filter(j -> j.operation() == DomainJob.Operation.BACKUP)
          .ifPresentOrElse(
              this::end, () -> ended.completeExceptionally(failed("libvirt lost sight of it")));
    }
  }

  private Optional<DomainJob> running() {
    return domain.job().filter(j -> j.operation() == DomainJob.Operation.BACKUP && j.active());
  }

  /** Of one that was aborted libvirt 9.0 may say that it is completed, with an error. */
  private void end(DomainJob job) {
    boolean aborted = job.error().filter("Operation canceled"::equals).isPresent();
    if (aborted || job.kind() == DomainJob.Kind.CANCELLED) {
      ended.completeExceptionally(
          new CancelledException(all.subject(), "its backup was aborted", ""));
    } else if (job.kind() == DomainJob.Kind.COMPLETED && job.error().isEmpty()) {
      ended.complete(job);
    } else {
      ended.completeExceptionally(failed(job.error().orElse("libvirt does not say why")));
    }
  }

  private KvmException failed(String why) {
    return new KvmException(
        all.subject(),
        "its backup failed: " + why,
        "Look at the room where it was to go, and at the domain's log in /var/log/libvirt/qemu on"
            + " the host");
  }

  private void abort() {
    look();
    if (!ended.isDone()) {
      driver.jobs().abort(domain.uuid());
      look();
    }
  }

  /** What QEMU still writes to stays: the failure then tells that it goes on. */
  private void undo(Throwable failure) {
    if (!ended.isDone()) {
      failure.addSuppressed(
          new ConflictException(
              all.subject(), "its backup may still be under way", "Look at its job, and abort it"));
      return;
    }
    if (!spec.reuse()) {
      Aftermath.of(failure, () -> ImageUse.refreshPools(all.host()));
      files().forEach(file -> Aftermath.of(failure, file::remove));
    }
    spec.checkpoint()
        .map(CheckpointSpec::name)
        .ifPresent(name -> Aftermath.of(failure, () -> all.checkpoint(name).delete()));
  }
}
