package io.kvmsdk.domain;

import io.kvmsdk.progress.ProgressListener;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Backups of one domain while it runs: its disks as they are at one moment, whatever the guest
 * writes meanwhile. One at a time. libvirt: {@code virDomainBackupBegin}.
 */
public interface Backups {
  /** As {@link #push(BackupSpec, ProgressListener, Duration)}, within an hour. */
  default BackupResult push(BackupSpec spec) {
    return push(spec, ProgressListener.NONE, Duration.ofHours(1));
  }

  /** As {@link #push(BackupSpec)}, with the spec built in place. */
  default BackupResult push(Consumer<BackupSpec.Builder> spec) {
    BackupSpec.Builder builder = BackupSpec.builder();
    spec.accept(builder);
    return push(builder.build());
  }

  /**
   * Lets QEMU copy the disks, or what was written to them since a checkpoint, to files or devices
   * of the host. What fails or is given up leaves nothing behind: the files that were made are
   * removed where they are volumes of active pools or files of this machine, and a checkpoint that
   * was made with them is deleted if the domain still runs.
   *
   * @param listener is told in bytes of the disks
   * @throws io.kvmsdk.error.AlreadyExistsException if there is a file of a target's name
   * @throws io.kvmsdk.error.ConflictException if the domain does not run, is being backed up or is
   *     otherwise at work, or an image lacks the bitmap of {@link BackupSpec#since}
   * @throws io.kvmsdk.error.NotFoundException if it has no checkpoint of that name
   * @throws io.kvmsdk.error.TimedOutException if it took longer; it has been given up
   * @throws io.kvmsdk.error.CancelledException if this thread was interrupted, or somebody else
   *     gave it up, as by {@link Domain#abortJob}
   */
  BackupResult push(BackupSpec spec, ProgressListener listener, Duration atMost);

  /**
   * Lets others read the disks, as they are now, from an NBD server in QEMU, until the backup is
   * closed. What the guest overwrites meanwhile is kept in scratch files, which libvirt removes.
   *
   * @throws io.kvmsdk.error.ConflictException as {@link #push}
   * @throws io.kvmsdk.error.NotFoundException as {@link #push}
   */
  PullBackup pull(PullBackupSpec spec);

  /** As {@link #pull(PullBackupSpec)}, with the spec built in place. */
  default PullBackup pull(Consumer<PullBackupSpec.Builder> spec) {
    PullBackupSpec.Builder builder = PullBackupSpec.builder();
    spec.accept(builder);
    return pull(builder.build());
  }

  /**
   * libvirt's document of the backup that is under way, which {@link Domain#abortJob} ends.
   * libvirt: {@code virDomainBackupGetXMLDesc}.
   */
  Optional<String> xml();
}
