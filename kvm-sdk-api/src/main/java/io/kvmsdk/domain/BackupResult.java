package io.kvmsdk.domain;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a push backup has made.
 *
 * @param disks each with its image
 * @param checkpoint the one that was made with it
 * @param job libvirt's statistics of it; {@link DomainJob#disk} tells how much was copied
 */
public record BackupResult(List<BackupDisk> disks, Optional<Checkpoint> checkpoint, DomainJob job) {
  public BackupResult {
    disks = List.copyOf(disks);
    Objects.requireNonNull(checkpoint);
    Objects.requireNonNull(job);
  }
}
