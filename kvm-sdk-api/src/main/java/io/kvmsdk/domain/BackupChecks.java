package io.kvmsdk.domain;

import io.kvmsdk.internal.spec.Validation;
import io.kvmsdk.storage.VolumeFormat;
import java.util.List;
import java.util.Optional;

/** What backups of both kinds must keep to. */
final class BackupChecks {
  private BackupChecks() {}

  static void add(
      Validation validation, List<BackupDisk> disks, Optional<CheckpointSpec> checkpoint) {
    validation
        .require(
            disks.stream().map(BackupDisk::target).distinct().count() == disks.size(),
            "a disk is named twice")
        .require(
            disks.stream().noneMatch(d -> d.format() == VolumeFormat.ISO),
            "the format of an image is RAW or QCOW2")
        .require(
            disks.stream().allMatch(d -> d.image().isEmpty() || d.path().isPresent()),
            "an image is a file or a block device")
        .require(
            disks.stream().flatMap(d -> d.path().stream()).allMatch(p -> p.startsWith("/")),
            "an image must be an absolute path on the host")
        .require(
            checkpoint.filter(CheckpointSpec::quiesce).isEmpty(),
            "a checkpoint that is made with a backup cannot quiesce the guest");
  }
}
