package io.kvmsdk.provision;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.DiskDevice;
import io.kvmsdk.domain.DiskSource;
import io.kvmsdk.domain.DiskSpec;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.ImageUse;
import io.kvmsdk.storage.StorageVolume;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The disks of a domain that is to be copied. */
final class DomainDisks {
  private DomainDisks() {}

  static GoldenSource.Found golden(Hypervisor kvm, Domain domain) {
    refuseRunning(domain);
    DomainSpec spec = domain.spec();
    DiskSpec disk =
        own(spec).stream()
            .min(Comparator.comparingInt(d -> d.bootOrder().orElse(Integer.MAX_VALUE)))
            .orElseThrow(
                () ->
                    new NotFoundException(
                        subject(domain), "has no disk to copy", "Give a volume or file instead"));
    return new GoldenSource.Found(
        GoldenSource.Volume.of(volume(kvm, domain, disk), "domain " + domain.name()),
        spec.firmware());
  }

  /** A guest that runs has not yet written all that it would. */
  static void refuseRunning(Domain domain) {
    DomainState state = domain.state();
    if (state.active()) {
      throw new ConflictException(
          subject(domain),
          "is " + state + ", so that its disks may change while they are copied",
          "Shut it down first");
    }
  }

  /** Those that the guest writes to. */
  static List<DiskSpec> own(DomainSpec spec) {
    return spec.disks().stream()
        .filter(d -> d.device() == DiskDevice.DISK && !d.readOnly())
        .toList();
  }

  static StorageVolume volume(Hypervisor kvm, Domain domain, DiskSpec disk) {
    return disk.source()
        .flatMap(s -> find(kvm, s))
        .orElseThrow(
            () ->
                new NotFoundException(
                    subject(domain),
                    "its disk " + disk.target().orElse("") + " is a volume of no active pool",
                    "Define a pool of its folder, or refresh the one that there is"));
  }

  private static Optional<StorageVolume> find(Hypervisor kvm, DiskSource source) {
    if (source instanceof DiskSource.Volume v) {
      return ImageUse.volume(kvm, v.pool(), v.volume());
    }
    if (source instanceof DiskSource.File f) {
      return kvm.storagePools().findVolumeByPath(f.path());
    }
    return source instanceof DiskSource.Block b
        ? kvm.storagePools().findVolumeByPath(b.path())
        : Optional.empty();
  }

  private static Subject subject(Domain domain) {
    return Subject.of("domain", domain.name());
  }
}
