package io.kvmsdk.internal.driver;

import io.kvmsdk.domain.DomainJob;
import java.util.Optional;
import java.util.UUID;

/** libvirt's calls on what is being done with domains as a whole. */
public interface JobDriver {
  /** {@code virDomainGetJobStats}; empty while nothing is being done. */
  Optional<DomainJob> job(UUID domain);

  /** {@code virDomainGetJobStats} with {@code COMPLETED} and {@code KEEP_COMPLETED}. */
  Optional<DomainJob> completed(UUID domain);

  /**
   * {@code virDomainAbortJob}; what was done may go on for a moment.
   *
   * @throws io.kvmsdk.error.ConflictException if there is nothing to abort, or it cannot be
   */
  void abort(UUID domain);
}
