package io.kvmsdk.domain;

import io.kvmsdk.value.ByteSize;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A handle on one checkpoint of a domain, known by its name. */
public interface Checkpoint {
  String name();

  /** What libvirt has on record of it. libvirt: {@code virDomainCheckpointGetXMLDesc}. */
  CheckpointInfo info();

  /**
   * libvirt's document for it, which holds the domain's as it then was. Keep it where the backups
   * are: {@link Checkpoints#redefine} takes it.
   */
  String xml();

  /** The checkpoint that was made before this one. */
  Optional<Checkpoint> parent();

  /** The checkpoints that were made after this one, with none between. */
  List<Checkpoint> children();

  /**
   * How much of each of its disks was written to since, by the disks' names: about what an
   * incremental backup would copy. It is counted in whole clusters of the bitmap, mostly of 64 KiB.
   * libvirt: {@code VIR_DOMAIN_CHECKPOINT_XML_SIZE}.
   *
   * @throws io.kvmsdk.error.ConflictException if the domain does not run
   */
  Map<String, ByteSize> changes();

  /**
   * Deletes the checkpoint. What it noted goes to its parent, since which backups stay right; its
   * children become those of its parent. libvirt: {@code virDomainCheckpointDelete}.
   *
   * @throws io.kvmsdk.error.ConflictException if the domain does not run, or the images lack the
   *     bitmaps: {@link #forget} it then
   */
  void delete();

  /** Deletes what was made after this checkpoint, and this one. */
  void deleteTree();

  /**
   * Makes libvirt forget the checkpoint; its bitmaps stay in the images. libvirt: {@code
   * VIR_DOMAIN_CHECKPOINT_DELETE_METADATA_ONLY}.
   */
  void forget();
}
