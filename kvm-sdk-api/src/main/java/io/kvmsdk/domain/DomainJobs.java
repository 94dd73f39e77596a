package io.kvmsdk.domain;

import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.progress.ProgressListener;
import java.time.Duration;
import java.util.Optional;

/**
 * What takes a running domain's memory to a file as a whole, and what is being done of that kind,
 * or of {@link DomainMigrations}: libvirt calls it a job.
 */
public interface DomainJobs {
  /** As {@link #managedSave(ProgressListener, Duration, SaveOption...)}, within an hour. */
  default void managedSave() {
    managedSave(ProgressListener.NONE, Duration.ofHours(1));
  }

  /**
   * Writes the guest's memory to the host and ends the domain; {@link Domain#start} then goes on
   * where it was. libvirt: {@code virDomainManagedSave}.
   *
   * @param listener is told in bytes of the guest's memory
   * @throws io.kvmsdk.error.ConflictException if it does not run, or is not persistent
   * @throws TimedOutException if it took longer; the guest goes on, and nothing is left of it. One
   *     that cannot be given up any more, which a suppressed exception then tells, is saved later
   */
  void managedSave(ProgressListener listener, Duration atMost, SaveOption... options);

  /** libvirt: {@code virDomainHasManagedSaveImage}. */
  boolean hasManagedSave();

  /**
   * Throws a managed save away, if there is one, so that the next start boots: for the guest as if
   * the plug had been pulled. libvirt: {@code virDomainManagedSaveRemove}.
   */
  void managedSaveRemove();

  /** As {@link #save(String, ProgressListener, Duration, SaveOption...)}, within an hour. */
  default void save(String path) {
    save(path, ProgressListener.NONE, Duration.ofHours(1));
  }

  /**
   * Writes the guest's memory to a file and ends the domain; {@link Domains#saveImage} is how it
   * goes on. libvirt: {@code virDomainSaveFlags}.
   *
   * @param path absolute, on the host
   * @param listener is told in bytes of the guest's memory
   * @throws io.kvmsdk.error.AlreadyExistsException if the file is there, and OVERWRITE is not given
   * @throws io.kvmsdk.error.ConflictException if the domain does not run
   * @throws TimedOutException if it took longer; the guest goes on, and nothing is left of the file
   */
  void save(String path, ProgressListener listener, Duration atMost, SaveOption... options);

  /** As {@link #coreDump(String, DumpFormat, ProgressListener, Duration, DumpOption...)}. */
  default void coreDump(String path, DumpFormat format, DumpOption... options) {
    coreDump(path, format, ProgressListener.NONE, Duration.ofHours(1), options);
  }

  /**
   * Writes the guest's memory to a file for debuggers. The guest stands still meanwhile, and then
   * goes on, unless an option says otherwise. libvirt: {@code virDomainCoreDumpWithFormat}.
   *
   * @param path absolute, on the host
   * @param listener is told in bytes of the guest's memory
   * @throws io.kvmsdk.error.AlreadyExistsException if the file is there, and OVERWRITE is not given
   * @throws io.kvmsdk.error.ConflictException if the domain does not run
   * @throws io.kvmsdk.error.UnsupportedException if the host's QEMU lacks the format
   * @throws TimedOutException if it took longer; the guest goes on, and nothing is left of the file
   */
  void coreDump(
      String path,
      DumpFormat format,
      ProgressListener listener,
      Duration atMost,
      DumpOption... options);

  /**
   * What is being done with the domain as a whole: a save, a dump, a migration, whoever asked for
   * it; empty if nothing is. libvirt: {@code virDomainGetJobStats}.
   */
  Optional<DomainJob> job();

  /** How the last of them went that came to its end while the domain ran, if the host knows. */
  Optional<DomainJob> completedJob();

  /**
   * Asks that what is being done with the domain be given up, if anything; whoever waits for it
   * gets a {@code CancelledException}. libvirt: {@code virDomainAbortJob}.
   */
  void abortJob();
}
