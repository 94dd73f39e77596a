package io.kvmsdk.provision;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.change.Effect;
import io.kvmsdk.domain.DiskSource;
import io.kvmsdk.domain.DiskSpec;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.ImageUse;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.StorageVolumeSpec;
import io.kvmsdk.storage.VolumeFormat;
import java.util.stream.Stream;

/** Making the volumes of a domain's disks. */
final class Disks {
  private final Hypervisor kvm;

  Disks(Hypervisor kvm) {
    this.kvm = kvm;
  }

  /** The disks whose volume provisioning makes. */
  static Stream<DiskSpec> toMake(DomainSpec domain) {
    return domain.disks().stream()
        .filter(d -> d.size().isPresent() && d.source().orElse(null) instanceof DiskSource.Volume);
  }

  /**
   * @param disk with its source named
   * @param given whether the user named the volume, and so may mean one that exists
   */
  Plan.Step create(DiskSpec disk, boolean given) {
    DiskSource.Volume source = (DiskSource.Volume) disk.source().orElseThrow();
    Subject subject = Subject.of("storage volume", source.volume());
    if (!given) {
      TakenNames.refuseVolume(
          kvm,
          source.pool(),
          source.volume(),
          "Delete it, name the domain otherwise, or give the disk this volume as its source");
    }
    return ImageUse.volume(kvm, source.pool(), source.volume()).isPresent()
        ? Groundwork.step(Effect.NOTHING, subject, "is in " + source.pool(), run -> {})
        : Groundwork.step(
            Effect.CREATE, subject, summary(disk, source), run -> make(disk, given, run));
  }

  private static String summary(DiskSpec disk, DiskSource.Volume source) {
    return "create " + disk.size().orElseThrow() + " in " + source.pool();
  }

  private void make(DiskSpec disk, boolean given, Run run) {
    DiskSource.Volume source = (DiskSource.Volume) disk.source().orElseThrow();
    if (given && kvm.storagePools().get(source.pool()).find(source.volume()).isPresent()) {
      return; // it came to light with its pool, which this run has started
    }
    StorageVolume volume =
        kvm.storagePools()
            .get(source.pool())
            .create(
                StorageVolumeSpec.builder()
                    .name(source.volume())
                    .capacity(disk.size().orElseThrow())
                    .format(disk.format().orElse(VolumeFormat.QCOW2))
                    .build());
    run.onFailure("volume " + volume.name(), volume::delete);
  }
}
