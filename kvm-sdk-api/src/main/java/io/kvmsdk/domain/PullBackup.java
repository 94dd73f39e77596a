package io.kvmsdk.domain;

import java.util.List;
import java.util.Optional;

/**
 * A pull backup that is under way. It goes on until it is closed or the domain stops, and holds
 * nothing here: of a program that forgot it, {@link Domain#abortJob} ends it.
 */
public interface PullBackup extends AutoCloseable {
  /** What the NBD server has, one export for each disk. */
  List<BackupExport> exports();

  /** The checkpoint that was made with it. */
  Optional<Checkpoint> checkpoint();

  /** Whether it is still under way. */
  boolean active();

  /**
   * Ends it as {@link #close}, and deletes the checkpoint that was made with it: the next backup
   * begins where this one was to.
   */
  void abort();

  /**
   * Ends the server, and waits until libvirt has removed the scratch files. Of one that has ended,
   * nothing. libvirt: {@code virDomainAbortJob}, which is how pull backups end.
   */
  @Override
  void close();
}
