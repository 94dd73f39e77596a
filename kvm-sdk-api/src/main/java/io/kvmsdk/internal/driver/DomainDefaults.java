package io.kvmsdk.internal.driver;

import io.kvmsdk.HostCapabilities;
import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.domain.CpuMode;
import io.kvmsdk.domain.DiskBus;
import io.kvmsdk.domain.DiskSource;
import io.kvmsdk.domain.DiskSpec;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.Firmware;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.storage.StoragePools;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Fills in what a spec leaves open, from what the host can do. */
final class DomainDefaults {
  private static final String VIRTIO_SCSI = "<controller type='scsi' model='virtio-scsi'/>";

  private static final String NO_SECURE_BOOT =
      "<os><firmware><feature enabled='no' name='secure-boot'/></firmware></os>";

  private final HostCapabilities host;
  private final StoragePools pools;

  DomainDefaults(HostCapabilities host, StoragePools pools) {
    this.host = host;
    this.pools = pools;
  }

  DomainSpec fillIn(DomainSpec spec) {
    Optional<String> machine = spec.machine().or(host::machine);
    Accelerator accelerator =
        spec.accelerator() == Accelerator.AUTO ? host.accelerator() : spec.accelerator();
    DomainSpec named = DeviceNames.assign(spec, machine);
    DomainSpec.Builder filled =
        named.toBuilder()
            // With a UUID of its own, a taken name is refused rather than redefined.
            .uuid(spec.uuid().orElseGet(UUID::randomUUID))
            .accelerator(accelerator)
            .architecture(spec.architecture().orElse(host.architecture()))
            .machine(machine)
            .firmware(firmware(spec))
            .cpuMode(spec.cpuMode().or(() -> cpuMode(accelerator)))
            .disks(named.disks().stream().map(this::locate).toList());
    withoutSecureBoot(spec).ifPresent(filled::addRawXml);
    serialPort(spec).ifPresent(filled::addRawDevice);
    video(spec).ifPresent(filled::addRawDevice);
    scsiController(named).ifPresent(filled::addRawDevice);
    return filled.build();
  }

  private Optional<Firmware> firmware(DomainSpec spec) {
    spec.firmware()
        .filter(f -> !host.firmware().isEmpty() && !host.firmware().contains(f))
        .ifPresent(
            f -> {
              throw new UnsupportedException(
                  Subject.of("domain", spec.name()),
                  "the host has no firmware " + f + ", only " + host.firmware(),
                  "Install it on the host; for UEFI that is Debian's package ovmf");
            });
    return spec.firmware()
        .or(
            () ->
                List.of(Firmware.BIOS, Firmware.UEFI).stream()
                    .filter(host.firmware()::contains)
                    .findFirst());
  }

  /** With it, libvirt picks firmware that refuses every boot loader that Microsoft did not sign. */
  private static Optional<String> withoutSecureBoot(DomainSpec spec) {
    boolean given = spec.rawXml().stream().anyMatch(x -> x.strip().startsWith("<os"));
    return spec.firmware().filter(f -> f == Firmware.UEFI && !given).map(f -> NO_SECURE_BOOT);
  }

  private Optional<CpuMode> cpuMode(Accelerator accelerator) {
    CpuMode preferred = accelerator == Accelerator.KVM ? CpuMode.HOST_PASSTHROUGH : CpuMode.MAXIMUM;
    return Optional.of(preferred).filter(host.cpuModes()::contains);
  }

  /** So that {@code virsh console} has something to show. */
  private static Optional<String> serialPort(DomainSpec spec) {
    boolean given =
        spec.consoleLog().isPresent()
            || spec.rawDevices().stream().anyMatch(d -> d.strip().startsWith("<serial"));
    return given ? Optional.empty() : Optional.of("<serial type='pty'><target port='0'/></serial>");
  }

  /** A boot loader may need a screen to draw on, even where nobody looks at it. */
  private Optional<String> video(DomainSpec spec) {
    return List.of("virtio", "vga").stream()
        .filter(host.videoModels()::contains)
        .filter(m -> spec.rawDevices().stream().noneMatch(d -> d.strip().startsWith("<video")))
        .findFirst()
        .map(m -> "<video><model type='" + m + "'/></video>");
  }

  private static Optional<String> scsiController(DomainSpec spec) {
    boolean needed = spec.disks().stream().anyMatch(d -> d.bus().equals(Optional.of(DiskBus.SCSI)));
    boolean given = spec.rawDevices().stream().anyMatch(d -> d.contains("type='scsi'"));
    return needed && !given ? Optional.of(VIRTIO_SCSI) : Optional.empty();
  }

  private DiskSpec locate(DiskSpec disk) {
    if (disk.source().orElse(null) instanceof DiskSource.Volume v) {
      StorageVolume volume = pools.get(v.pool()).get(v.volume());
      String path = volume.path();
      VolumeFormat format = disk.format().orElseGet(() -> volume.spec().format());
      return disk.toBuilder()
          .source(path.startsWith("/dev/") ? DiskSource.block(path) : DiskSource.file(path))
          .format(format)
          .build();
    }
    return disk;
  }
}
