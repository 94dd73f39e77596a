package io.kvmsdk.internal.driver;

import io.kvmsdk.domain.DiskBus;
import io.kvmsdk.domain.DiskDevice;
import io.kvmsdk.domain.DiskSource;
import io.kvmsdk.domain.DiskSpec;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.storage.VolumeFormat;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Gives every disk of a spec the names that it was left without: its bus, its target, and the
 * volume of a disk that is to be made. Pure: the same spec always gets the same names.
 */
public final class DeviceNames {
  private static final String DEFAULT_POOL = "default";

  private DeviceNames() {}

  /**
   * The same spec, with every disk named.
   *
   * @param machine the machine type that the domain will have, where that is known
   */
  public static DomainSpec assign(DomainSpec spec, Optional<String> machine) {
    Set<String> taken = new HashSet<>();
    spec.disks().forEach(d -> d.target().ifPresent(taken::add));
    List<DiskSpec> disks = new ArrayList<>();
    for (DiskSpec disk : spec.disks()) {
      DiskSpec named = named(disk, spec.name(), machine, taken);
      taken.add(named.target().orElseThrow());
      disks.add(named);
    }
    return spec.toBuilder().disks(disks).build();
  }

  /** The disk with a name that is not among {@code taken}, for a domain that has those already. */
  static DiskSpec named(DiskSpec disk, String domain, Optional<String> machine, Set<String> taken) {
    DiskBus bus = disk.bus().orElseGet(() -> bus(disk, machine.orElse("")));
    String target = disk.target().orElseGet(() -> nextTarget(bus, taken));
    DiskSpec named = disk.toBuilder().bus(bus).target(target).build();
    return named.toBuilder().source(source(domain, named)).build();
  }

  /** The volume that {@code disk} lies on in the pool that provisioning makes it in. */
  private static Optional<DiskSource> source(String domain, DiskSpec disk) {
    if (disk.source().isPresent() || disk.size().isEmpty()) {
      return disk.source().map(s -> s);
    }
    String suffix =
        disk.format().orElse(VolumeFormat.QCOW2) == VolumeFormat.QCOW2 ? "qcow2" : "img";
    String volume = domain + "-" + disk.target().orElseThrow() + "." + suffix;
    return Optional.of(DiskSource.volume(disk.pool().orElse(DEFAULT_POOL), volume));
  }

  private static DiskBus bus(DiskSpec disk, String machine) {
    if (disk.device() == DiskDevice.DISK) {
      return DiskBus.VIRTIO;
    }
    if (machine.contains("q35")) {
      return DiskBus.SATA;
    }
    return machine.isEmpty() || machine.startsWith("pc") ? DiskBus.IDE : DiskBus.SCSI;
  }

  private static String nextTarget(DiskBus bus, Set<String> taken) {
    String prefix =
        switch (bus) {
          case VIRTIO -> "vd";
          case IDE -> "hd";
          case SCSI, SATA, USB -> "sd";
        };
    int n = 0;
    while (taken.contains(prefix + letters(n))) {
      n++;
    }
    return prefix + letters(n);
  }

  /** 0 is a, 25 is z, 26 is aa: as Linux names its disks. */
  private static String letters(int n) {
    String last = String.valueOf((char) ('a' + n % 26));
    return n < 26 ? last : letters(n / 26 - 1) + last;
  }
}
