package io.kvmsdk.domain;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What libvirt has on record of a snapshot.
 *
 * @param created to the second, by the host's clock
 * @param state of the domain in the snapshot; empty where that has disks but no memory of a domain
 *     that ran
 * @param parent the name of the snapshot that it was taken after
 * @param disks what was done with each disk
 */
public record SnapshotInfo(
    SnapshotKind kind,
    Optional<String> description,
    Instant created,
    Optional<DomainState> state,
    Optional<String> parent,
    List<SnapshotDisk> disks) {
  public SnapshotInfo {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(description);
    Objects.requireNonNull(created);
    Objects.requireNonNull(state);
    Objects.requireNonNull(parent);
    disks = List.copyOf(disks);
  }
}
