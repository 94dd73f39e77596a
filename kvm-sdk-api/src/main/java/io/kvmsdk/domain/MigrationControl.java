package io.kvmsdk.domain;

import io.kvmsdk.value.ByteSize;
import java.time.Duration;
import java.util.Optional;

/**
 * What a migration of a running domain may take: of the one that is under way at once, else of the
 * next. A {@link MigrationSpec} that says the same has the last word.
 */
public interface MigrationControl {
  /** How much is sent in a second; empty if nothing limits it. */
  Optional<ByteSize> bandwidth();

  /**
   * Limits what is sent in a second, also of a domain that is off; the host keeps it until
   * libvirt's daemon ends. libvirt: {@code virDomainMigrateSetMaxSpeed}.
   *
   * @param perSecond whole MiB, at least 1
   */
  void bandwidth(ByteSize perSecond);

  /**
   * For how long the guest may stand still at the end.
   *
   * @throws io.kvmsdk.error.ConflictException if the domain does not run
   */
  Duration maxDowntime();

  /**
   * Limits for how long the guest may stand still at the end, until it ends. libvirt: {@code
   * virDomainMigrateSetMaxDowntime}.
   *
   * @param time at least 1 ms
   * @throws io.kvmsdk.error.ConflictException if the domain does not run
   */
  void maxDowntime(Duration time);

  /**
   * Has the guest change hosts now, and the rest of its memory fetched on demand: ends a migration
   * that would not end by itself. libvirt: {@code virDomainMigrateStartPostCopy}.
   *
   * @throws io.kvmsdk.error.ConflictException if no migration is under way, or it was begun without
   *     {@link MigrationSpec#postCopy}
   */
  void startPostCopy();
}
