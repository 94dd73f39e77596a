package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.ChannelSpec;
import io.kvmsdk.domain.CharacterSource;
import io.kvmsdk.domain.ControllerSpec;
import io.kvmsdk.domain.DeviceSpec;
import io.kvmsdk.domain.FilesystemDriver;
import io.kvmsdk.domain.FilesystemSpec;
import io.kvmsdk.domain.HostDevice;
import io.kvmsdk.domain.HostDeviceSpec;
import io.kvmsdk.domain.InputSpec;
import io.kvmsdk.domain.IommuSpec;
import io.kvmsdk.domain.MemballoonSpec;
import io.kvmsdk.domain.MemoryDeviceSpec;
import io.kvmsdk.domain.PanicSpec;
import io.kvmsdk.domain.RngSpec;
import io.kvmsdk.domain.SerialSpec;
import io.kvmsdk.domain.ShmemSpec;
import io.kvmsdk.domain.SoundSpec;
import io.kvmsdk.domain.TpmSpec;
import io.kvmsdk.domain.VideoSpec;
import io.kvmsdk.domain.VsockSpec;
import io.kvmsdk.domain.WatchdogAction;
import io.kvmsdk.domain.WatchdogSpec;
import io.kvmsdk.value.ByteSize;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/** Devices of every kind and shape, in libvirt's order of kinds. */
final class RandomDevices {
  private RandomDevices() {}

  static List<DeviceSpec> all(Random random) {
    return List.of(
        ControllerSpec.builder().type("scsi").index(0).model("virtio-scsi").queues(2).build(),
        ControllerSpec.builder().type("usb").index(1).model("qemu-xhci").ports(8).build(),
        FilesystemSpec.builder().source("/srv/a b").target("t&g").build(),
        FilesystemSpec.builder()
            .driver(FilesystemDriver.PLAN9)
            .source("/srv")
            .target("nine")
            .accessMode("mapped")
            .readOnly(true)
            .build(),
        SerialSpec.builder().source(source(random)).build(),
        SerialSpec.builder().logFile("/var/log/s.log").source(source(random)).build(),
        ChannelSpec.builder().name("org.example.a").build(),
        ChannelSpec.builder().name("org.example.b").source(source(random)).build(),
        ChannelSpec.spiceAgent(),
        InputSpec.builder().bus("usb").build(),
        InputSpec.builder().type("keyboard").bus("virtio").build(),
        TpmSpec.builder().build(),
        TpmSpec.builder().model("tpm-crb").version("1.2").build(),
        SoundSpec.builder().build(),
        VideoSpec.builder().build(),
        VideoSpec.builder().model("qxl").heads(2).vram(ByteSize.mib(64)).build(),
        HostDeviceSpec.builder().pci("0000:03:1f.7").romFile("/rom").bootOrder(99).build(),
        HostDeviceSpec.builder().usb(0x46d, 0xc52b).build(),
        HostDeviceSpec.builder().source(new HostDevice.UsbAt(1, 12)).build(),
        HostDeviceSpec.builder().source(HostDevice.mediated(new UUID(1, 2))).build(),
        random.nextBoolean()
            ? WatchdogSpec.builder().build()
            : WatchdogSpec.builder().model("ib700").action(WatchdogAction.INJECT_NMI).build(),
        balloon(random),
        RngSpec.builder().build(),
        RngSpec.builder().device("/dev/random").limit(ByteSize.kib(1)).build(),
        RngSpec.builder().limit(ByteSize.bytes(7)).period(Duration.ofMillis(250)).build(),
        PanicSpec.builder().build(),
        PanicSpec.builder().model("hyperv").build(),
        ShmemSpec.builder().name("shared").size(ByteSize.mib(16)).build(),
        MemoryDeviceSpec.builder().size(ByteSize.gib(1)).node(0).build(),
        MemoryDeviceSpec.builder()
            .model("nvdimm")
            .path("/pmem")
            .size(ByteSize.mib(512))
            .node(0)
            .build(),
        MemoryDeviceSpec.builder()
            .model("virtio-mem")
            .size(ByteSize.gib(4))
            .block(ByteSize.mib(2))
            .requested(ByteSize.gib(1))
            .build(),
        IommuSpec.builder().model("intel").build(),
        random.nextBoolean() ? VsockSpec.builder().build() : VsockSpec.builder().cid(77).build());
  }

  private static MemballoonSpec balloon(Random random) {
    return random.nextBoolean()
        ? MemballoonSpec.builder().model("none").build()
        : MemballoonSpec.builder()
            .autodeflate(true)
            .freePageReporting(false)
            .statsPeriod(Duration.ofSeconds(10))
            .build();
  }

  private static CharacterSource source(Random random) {
    List<CharacterSource> sources =
        List.of(
            CharacterSource.pty(),
            CharacterSource.file("/tmp/f"),
            new CharacterSource.File("/tmp/f", true),
            CharacterSource.unix("/tmp/s"),
            new CharacterSource.Unix(Optional.of("/tmp/s"), false),
            CharacterSource.tcp("127.0.0.1", 4555),
            new CharacterSource.Nowhere());
    return sources.get(random.nextInt(sources.size()));
  }
}
