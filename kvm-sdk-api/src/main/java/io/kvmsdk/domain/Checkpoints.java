package io.kvmsdk.domain;

import io.kvmsdk.error.NotFoundException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The checkpoints of one domain: moments since which its disks note what is written to them, so
 * that a backup can be of that alone. They keep none of the content. libvirt keeps what it knows of
 * them beside the domain, QEMU what was written in bitmaps inside the qcow2 images.
 *
 * <p>They are a tree in which each has the one before it as its parent.
 */
public interface Checkpoints {
  /**
   * Makes a checkpoint of a running domain, of all its disks or none. To back up at the same
   * moment, give it to {@link BackupSpec#checkpoint} instead. libvirt: {@code
   * virDomainCheckpointCreateXML}.
   *
   * @throws io.kvmsdk.error.AlreadyExistsException if the domain has one of that name
   * @throws io.kvmsdk.error.ConflictException if the domain does not run
   * @throws io.kvmsdk.error.UnsupportedException if a disk is no qcow2 image
   */
  Checkpoint create(CheckpointSpec spec);

  /** As {@link #create(CheckpointSpec)}, with the spec built in place. */
  default Checkpoint create(Consumer<CheckpointSpec.Builder> spec) {
    CheckpointSpec.Builder builder = CheckpointSpec.builder();
    spec.accept(builder);
    return create(builder.build());
  }

  /**
   * Tells libvirt of a checkpoint that it has forgotten, as with a domain that was undefined or is
   * now on another host, while the images still have its bitmaps. Of several, parents come first.
   * libvirt: {@code VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE}.
   *
   * @param xml what {@link Checkpoint#xml} was
   * @param validate whether to look that the images have the bitmaps, for which the domain must
   *     run. libvirt: {@code VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE_VALIDATE}
   * @throws io.kvmsdk.error.ConflictException if they have not
   * @throws io.kvmsdk.error.InvalidSpecException if the parent is not there
   */
  Checkpoint redefine(String xml, boolean validate);

  Optional<Checkpoint> find(String name);

  /**
   * The checkpoint of that name.
   *
   * @throws NotFoundException if the domain has none of that name
   */
  Checkpoint get(String name);

  /** All of them, each after its parent. libvirt: {@code virDomainListAllCheckpoints}. */
  List<Checkpoint> list();

  /** Those without a parent. */
  List<Checkpoint> roots();

  /** Those that are nobody's parent. */
  List<Checkpoint> leaves();
}
