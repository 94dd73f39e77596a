package io.kvmsdk.internal.driver;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.BackupResult;
import io.kvmsdk.domain.BackupSpec;
import io.kvmsdk.domain.Backups;
import io.kvmsdk.domain.Checkpoint;
import io.kvmsdk.domain.CheckpointSpec;
import io.kvmsdk.domain.DomainJob;
import io.kvmsdk.domain.PullBackup;
import io.kvmsdk.domain.PullBackupSpec;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.xml.BackupXml;
import io.kvmsdk.internal.xml.CheckpointXml;
import io.kvmsdk.progress.ProgressListener;
import java.time.Duration;
import java.util.Optional;

/** The backups of one domain of a {@link Driver}. */
record DriverBackups(Driver driver, Hypervisor host, DriverDomain domain) implements Backups {
  @Override
  public BackupResult push(BackupSpec spec, ProgressListener listener, Duration atMost) {
    requireReady(spec.checkpoint());
    return new PushBackup(this, new BackupTargets(host, domain).resolve(spec))
        .run(listener, atMost);
  }

  @Override
  public PullBackup pull(PullBackupSpec given) {
    requireReady(given.checkpoint());
    PullBackupSpec spec = new BackupTargets(host, domain).resolve(given);
    begin(BackupXml.of(spec), spec.checkpoint(), false);
    return DriverPullBackup.begun(this, spec.checkpoint().map(c -> checkpoint(c.name())));
  }

  void begin(BackupXml document, Optional<CheckpointSpec> checkpoint, boolean reuse) {
    Optional<String> checkpointXml = checkpoint.map(c -> CheckpointXml.of(c).toXml());
    driver.backups().begin(domain.uuid(), document.toXml(), checkpointXml, reuse);
  }

  /** libvirt would wait for half a minute before it refused. */
  private void requireReady(Optional<CheckpointSpec> checkpoint) {
    checkpoints().requireActive();
    domain
        .job()
        .filter(DomainJob::active)
        .ifPresent(
            job -> {
              throw new ConflictException(
                  subject(),
                  "there is a job on it already: " + job.operation(),
                  "Wait for it, or abort it");
            });
    checkpoint.map(CheckpointSpec::name).ifPresent(checkpoints()::requireFree);
  }

  @Override
  public Optional<String> xml() {
    return driver.backups().xml(domain.uuid());
  }

  DriverCheckpoints checkpoints() {
    return new DriverCheckpoints(driver, domain);
  }

  Checkpoint checkpoint(String name) {
    return checkpoints().handle(name);
  }

  Subject subject() {
    return Subject.of("domain", domain.name());
  }

  @Override
  public String toString() {
    return "Backups of " + domain.name();
  }
}
