package io.kvmsdk.domain;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What libvirt has on record of a checkpoint.
 *
 * @param created to the second, by the host's clock
 * @param parent the name of the checkpoint that was made before it
 * @param disks those that take part
 */
public record CheckpointInfo(
    Optional<String> description, Instant created, Optional<String> parent, List<Disk> disks) {
  public CheckpointInfo {
    Objects.requireNonNull(description);
    Objects.requireNonNull(created);
    Objects.requireNonNull(parent);
    disks = List.copyOf(disks);
  }

  /**
   * A disk in a checkpoint.
   *
   * @param target the disk's name in libvirt, as {@code vda}
   * @param bitmap the name of the dirty bitmap in its image; libvirt 9.0 gives it the checkpoint's
   */
  public record Disk(String target, String bitmap) {
    public Disk {
      Objects.requireNonNull(target);
      Objects.requireNonNull(bitmap);
    }
  }
}
