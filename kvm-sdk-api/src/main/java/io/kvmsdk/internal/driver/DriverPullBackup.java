package io.kvmsdk.internal.driver;

import io.kvmsdk.domain.BackupExport;
import io.kvmsdk.domain.Checkpoint;
import io.kvmsdk.domain.PullBackup;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.internal.xml.BackupXml;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A pull backup that was under way when this handle was made. */
final class DriverPullBackup implements PullBackup {
  /** QEMU lets go of its clients at once; scratch files are removed by then. */
  private static final Duration END = Duration.ofSeconds(30);

  private final DriverBackups all;
  private final Optional<Checkpoint> checkpoint;
  private final List<BackupExport> exports;
  private final List<String> scratch;

  private DriverPullBackup(DriverBackups all, Optional<Checkpoint> checkpoint, BackupXml document) {
    this.all = all;
    this.checkpoint = checkpoint;
    this.exports = document.exports();
    this.scratch = scratch(document);
  }

  /** libvirt's document says what it has put into it. */
  static DriverPullBackup begun(DriverBackups all, Optional<Checkpoint> checkpoint) {
    try {
      String xml =
          all.xml()
              .orElseThrow(
                  () -> new ConflictException(all.subject(), "its backup was ended at once", ""));
      return new DriverPullBackup(all, checkpoint, BackupXml.parse(xml));
    } catch (RuntimeException | Error e) {
      Aftermath.of(e, () -> abortJob(all));
      throw e;
    }
  }

  private static void abortJob(DriverBackups all) {
    all.driver().jobs().abort(all.domain().uuid());
  }

  private static List<String> scratch(BackupXml document) {
    return document.disks().stream().flatMap(d -> d.path().stream()).toList();
  }

  @Override
  public List<BackupExport> exports() {
    return exports;
  }

  @Override
  public Optional<Checkpoint> checkpoint() {
    return checkpoint;
  }

  /** Another backup has other scratch files. */
  @Override
  public boolean active() {
    try {
      return all.xml()
          .map(BackupXml::parse)
          .filter(d -> d.exports().equals(exports) && scratch(d).equals(scratch))
          .isPresent();
    } catch (NotFoundException domainGone) {
      return false;
    }
  }

  @Override
  public void close() {
    if (!active()) {
      return;
    }
    try {
      abortJob(all);
    } catch (ConflictException | NotFoundException ended) {
      return;
    }
    all.driver()
        .pacer()
        .await(
            all.subject(),
            "ending its backup",
            END,
            () -> active() ? Optional.empty() : Optional.of(true),
            () -> "It was still under way");
  }

  @Override
  public void abort() {
    close();
    checkpoint.ifPresent(this::delete);
  }

  private void delete(Checkpoint made) {
    try {
      made.delete();
    } catch (NotFoundException gone) {
      return;
    }
  }

  @Override
  public String toString() {
    return "PullBackup of " + all.domain().name() + " " + exports;
  }
}
