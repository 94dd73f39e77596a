package io.kvmsdk.domain;

import io.kvmsdk.storage.VolumeFormat;
import java.util.Objects;
import java.util.Optional;

/**
 * A disk in a backup: libvirt's {@code <disk>} in {@code <domainbackup>}.
 *
 * @param target the disk's name in libvirt, as {@code vda}
 * @param image of a push backup where the copy goes, of a pull backup the scratch file or device; a
 *     {@link DiskSource.File} or {@link DiskSource.Block}, or left open
 * @param format of the image: RAW or QCOW2; scratch is always QCOW2
 * @param since the checkpoint since which what was written is wanted, if another than that of the
 *     backup
 * @param full whether all of it is wanted, though the backup is incremental: as of a disk that no
 *     checkpoint knows
 * @param over of a push backup, the path on the host of the qcow2 copy that this one goes over
 */
public record BackupDisk(
    String target,
    Optional<DiskSource> image,
    VolumeFormat format,
    Optional<String> since,
    boolean full,
    Optional<String> over) {
  public BackupDisk {
    Objects.requireNonNull(target);
    Objects.requireNonNull(image);
    Objects.requireNonNull(format);
    Objects.requireNonNull(since);
    Objects.requireNonNull(over);
  }

  /** Its image is named by the backup's folder; scratch lies next to the disk's own image. */
  public static BackupDisk of(String target) {
    return new BackupDisk(
        target, Optional.empty(), VolumeFormat.QCOW2, Optional.empty(), false, Optional.empty());
  }

  /** With the image {@code path}, absolute on the host, where nothing may be yet. */
  public static BackupDisk file(String target, String path) {
    return of(target).image(DiskSource.file(path));
  }

  /** With the host's block device {@code path} as its image, whose content is lost. */
  public static BackupDisk block(String target, String path) {
    return of(target).image(DiskSource.block(path));
  }

  /** The same, with another image. */
  public BackupDisk image(DiskSource other) {
    return new BackupDisk(target, Optional.of(other), format, since, full, over);
  }

  /** The same, with the image in another format. */
  public BackupDisk format(VolumeFormat other) {
    return new BackupDisk(target, image, other, since, full, over);
  }

  /** The same, of what was written since {@code checkpoint}. */
  public BackupDisk since(String checkpoint) {
    return new BackupDisk(target, image, format, Optional.of(checkpoint), false, over);
  }

  /** The same, as a whole. */
  public BackupDisk inFull() {
    return new BackupDisk(target, image, format, Optional.empty(), true, over);
  }

  /**
   * The same, made as an overlay of the copy before it, so that both together read as the disk did.
   * libvirt 9.0 else names the disk's own image as what an incremental copy goes over: until the
   * copy is rebased, that is what shows where it holds nothing.
   */
  public BackupDisk over(String copy) {
    return new BackupDisk(target, image, format, since, full, Optional.of(copy));
  }

  boolean block() {
    return image.filter(DiskSource.Block.class::isInstance).isPresent();
  }

  /** The path of the image on the host. */
  public Optional<String> path() {
    return image.flatMap(
        source ->
            source instanceof DiskSource.File file
                ? Optional.of(file.path())
                : source instanceof DiskSource.Block block
                    ? Optional.of(block.path())
                    : Optional.empty());
  }
}
