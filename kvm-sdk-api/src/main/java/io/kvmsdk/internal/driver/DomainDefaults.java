package io.kvmsdk.internal.driver;

import io.kvmsdk.HostCapabilities;
import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.domain.BootSpec;
import io.kvmsdk.domain.ControllerSpec;
import io.kvmsdk.domain.CpuMode;
import io.kvmsdk.domain.CpuSpec;
import io.kvmsdk.domain.DeviceSpec;
import io.kvmsdk.domain.DiskBus;
import io.kvmsdk.domain.DiskSource;
import io.kvmsdk.domain.DiskSpec;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.FilesystemDriver;
import io.kvmsdk.domain.FilesystemSpec;
import io.kvmsdk.domain.Firmware;
import io.kvmsdk.domain.MemoryBackingSpec;
import io.kvmsdk.domain.RngSpec;
import io.kvmsdk.domain.SerialSpec;
import io.kvmsdk.domain.VideoSpec;
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
  private static final ControllerSpec VIRTIO_SCSI =
      ControllerSpec.builder().type("scsi").model("virtio-scsi").build();

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
            .cpu(cpu(spec, accelerator))
            .boot(boot(spec))
            .memoryBacking(memoryBacking(spec))
            .disks(named.disks().stream().map(this::locate).toList());
    serialPort(spec).ifPresent(filled::addDevice);
    video(spec).ifPresent(filled::addDevice);
    randomNumbers(spec).ifPresent(filled::addDevice);
    scsiController(named).ifPresent(filled::addDevice);
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
    if (spec.boot().loader().isPresent()) {
      return Optional.empty();
    }
    return spec.firmware()
        .or(
            () ->
                List.of(Firmware.BIOS, Firmware.UEFI).stream()
                    .filter(host.firmware()::contains)
                    .findFirst());
  }

  /** With it, libvirt picks firmware that refuses every boot loader that Microsoft did not sign. */
  private static BootSpec boot(DomainSpec spec) {
    boolean given =
        spec.boot().secureBoot().isPresent()
            || spec.rawXml().stream().anyMatch(x -> x.strip().startsWith("<os"));
    return spec.firmware().equals(Optional.of(Firmware.UEFI)) && !given
        ? spec.boot().toBuilder().secureBoot(false).build()
        : spec.boot();
  }

  private CpuSpec cpu(DomainSpec spec, Accelerator accelerator) {
    CpuMode preferred = accelerator == Accelerator.KVM ? CpuMode.HOST_PASSTHROUGH : CpuMode.MAXIMUM;
    Optional<CpuMode> chosen = Optional.of(preferred).filter(host.cpuModes()::contains);
    return spec.cpu().toBuilder().mode(spec.cpu().mode().or(() -> chosen)).build();
  }

  /** virtiofs is a process of the host that reads and writes the guest's memory. */
  private static MemoryBackingSpec memoryBacking(DomainSpec spec) {
    boolean virtiofs =
        spec.devices(FilesystemSpec.class).stream()
            .anyMatch(f -> f.driver() == FilesystemDriver.VIRTIOFS);
    boolean given =
        !spec.memoryBacking().equals(MemoryBackingSpec.builder().build())
            || spec.rawXml().stream().anyMatch(x -> x.strip().startsWith("<memoryBacking"));
    return virtiofs && !given
        ? MemoryBackingSpec.builder().source("memfd").shared(true).build()
        : spec.memoryBacking();
  }

  /** So that {@code virsh console} has something to show. */
  private static Optional<DeviceSpec> serialPort(DomainSpec spec) {
    boolean given = spec.consoleLog().isPresent() || has(spec, SerialSpec.class, "serial");
    return given ? Optional.empty() : Optional.of(SerialSpec.builder().build());
  }

  /** Whether the spec has a device of that kind, said in either way. */
  private static boolean has(DomainSpec spec, Class<? extends DeviceSpec> kind, String element) {
    return !spec.devices(kind).isEmpty()
        || spec.rawDevices().stream().anyMatch(d -> d.strip().startsWith("<" + element));
  }

  /** A boot loader may need a screen to draw on, even where nobody looks at it. */
  private Optional<DeviceSpec> video(DomainSpec spec) {
    return List.of("virtio", "vga").stream()
        .filter(host.videoModels()::contains)
        .filter(m -> !has(spec, VideoSpec.class, "video"))
        .findFirst()
        .map(m -> VideoSpec.builder().model(m).build());
  }

  /** A guest that boots for the first time has no other source of them. */
  private static Optional<DeviceSpec> randomNumbers(DomainSpec spec) {
    return has(spec, RngSpec.class, "rng")
        ? Optional.empty()
        : Optional.of(RngSpec.builder().device("/dev/urandom").build());
  }

  private static Optional<DeviceSpec> scsiController(DomainSpec spec) {
    boolean needed = spec.disks().stream().anyMatch(d -> d.bus().equals(Optional.of(DiskBus.SCSI)));
    boolean given =
        spec.devices(ControllerSpec.class).stream().anyMatch(c -> c.type().equals("scsi"))
            || spec.rawDevices().stream().anyMatch(d -> d.contains("type='scsi'"));
    return needed && !given ? Optional.of(VIRTIO_SCSI) : Optional.empty();
  }

  /** The disk with its volume's path in the place of its volume. */
  DiskSpec locate(DiskSpec disk) {
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
