package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.ChannelSpec;
import io.kvmsdk.domain.CharacterSource;
import io.kvmsdk.domain.ClockOffset;
import io.kvmsdk.domain.CpuFeature;
import io.kvmsdk.domain.CpuFeature.Policy;
import io.kvmsdk.domain.CpuMode;
import io.kvmsdk.domain.CpuSpec;
import io.kvmsdk.domain.DeviceSpec;
import io.kvmsdk.domain.DiskSpec;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.FilesystemDriver;
import io.kvmsdk.domain.Firmware;
import io.kvmsdk.domain.GraphicsSpec;
import io.kvmsdk.domain.GraphicsType;
import io.kvmsdk.domain.InterfaceSpec;
import io.kvmsdk.domain.WatchdogAction;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What specs can say is defined as it was said, and read back as that. */
abstract class DomainSpecContract extends DomainDefinitionContract {
  private static DomainSpec.Builder machine(DomainSpec.Builder domain) {
    return domain
        .memory(ByteSize.mib(256))
        .currentMemory(ByteSize.mib(128))
        .maxMemory(ByteSize.gib(1))
        .memorySlots(4)
        .memoryBacking(m -> m.source("memfd").shared(true))
        .vcpus(2)
        .maxVcpus(4)
        .cpu(
            c ->
                c.custom("qemu64")
                    .sockets(1)
                    .cores(2)
                    .threads(2)
                    .disable("svm")
                    .numaCell("0-3", ByteSize.mib(256)))
        .ioThreads(1)
        .boot(b -> b.menu(Duration.ofSeconds(2)))
        .smbios(s -> s.putSystem("serial", "ds=nocloud").addOemString("one"))
        .clock(ClockOffset.localTime())
        .tuning(t -> t.cpuShares(512).pinVcpu(0, "0").memoryHardLimit(ByteSize.gib(4)));
  }

  private static DomainSpec.Builder devices(DomainSpec.Builder domain) {
    return domain
        .serial(s -> s.source(CharacterSource.unix("/tmp/kvmsdk-serial")))
        .channel(c -> c.name("org.example.kvmsdk"))
        .graphics(g -> g.type(GraphicsType.SPICE))
        .addDevice(ChannelSpec.spiceAgent())
        .controller(c -> c.type("scsi").index(0).model("virtio-scsi"))
        .filesystem(f -> f.driver(FilesystemDriver.PLAN9).source("/srv").target("shared"))
        .input(i -> i.bus("usb"))
        .sound(s -> {})
        .video(v -> v.model("virtio").heads(1))
        .watchdog(w -> w.action(WatchdogAction.POWEROFF))
        .memballoon(m -> m.autodeflate(true).statsPeriod(Duration.ofSeconds(5)))
        .rng(r -> r.device("/dev/urandom").limit(ByteSize.kib(1)))
        .panic(p -> p.model("isa"))
        .vsock(v -> v.cid(4711))
        .memoryDevice(m -> m.size(ByteSize.mib(128)).node(0));
  }

  private static DomainSpec.Builder plugs(DomainSpec.Builder domain) {
    return domain
        .disk(
            d ->
                d.file("/var/lib/libvirt/images/kvmsdk-none.img")
                    .format(VolumeFormat.RAW)
                    .serial("S-1")
                    .io("threads")
                    .discard(false)
                    .detectZeroes("unmap")
                    .ioThread(1)
                    .ioTune(t -> t.bytesPerSecond(ByteSize.mib(10)).iops(500)))
        .networkInterface(i -> i.network("default").mtu(1400).queues(2).isolated(true))
        .graphics(g -> g.listen("127.0.0.1"))
        .graphics(g -> g.socket("/tmp/kvmsdk-vnc").type(GraphicsType.SPICE));
  }

  @Test
  void baselineCpu_isWhatAllProcessorsHave() {
    needs(Capability.CPU_MODELS);
    CpuSpec cpu = kvm.capabilities().cpu().orElseThrow();
    CpuFeature lacking =
        cpu.features().stream().filter(f -> f.policy() == Policy.REQUIRE).findFirst().orElseThrow();
    List<CpuFeature> rest = cpu.features().stream().filter(f -> !f.equals(lacking)).toList();
    CpuSpec poorer = cpu.toBuilder().features(rest).build();

    CpuSpec baseline = kvm.baselineCpu(List.of(cpu, poorer));

    assertThat(baseline.mode()).contains(CpuMode.CUSTOM);
    assertThat(baseline.model()).isEqualTo(cpu.model());
    assertThat(baseline.features()).doesNotContain(lacking);
    Domain domain = kvm.domains().define(d -> d.name(run).memory(ByteSize.mib(64)).cpu(baseline));
    assertThat(domain.spec().cpu().model()).isEqualTo(baseline.model());
    assertThat(domain.spec().cpu().features()).isEqualTo(baseline.features());
    assertThatThrownBy(() -> kvm.baselineCpu(List.of())).isInstanceOf(InvalidSpecException.class);
  }

  @Test
  void spec_readsBackTheMachine() {
    DomainSpec said = machine(DomainSpec.builder().name(run + "-a").guestAgent(false)).build();

    DomainSpec read = kvm.domains().define(said).spec();

    assertThat(read.memory()).isEqualTo(said.memory());
    assertThat(read.currentMemory()).isEqualTo(said.currentMemory());
    assertThat(read.maxMemory()).isEqualTo(said.maxMemory());
    assertThat(read.memoryBacking()).isEqualTo(said.memoryBacking());
    assertThat(read.vcpus()).isEqualTo(2);
    assertThat(read.maxVcpus()).hasValue(4);
    assertThat(read.cpu().model()).contains("qemu64");
    assertThat(read.cpu().features()).containsAll(said.cpu().features());
    assertThat(read.cpu().numaCells()).isEqualTo(said.cpu().numaCells());
    assertThat(read.boot().menu()).isEqualTo(said.boot().menu());
    assertThat(read.smbios()).isEqualTo(said.smbios());
    assertThat(read.clock()).isEqualTo(said.clock());
    assertThat(read.tuning()).isEqualTo(said.tuning());
  }

  @Test
  void spec_readsBackItsDevices_withWhatTheHostAdds() {
    DomainSpec said =
        devices(machine(DomainSpec.builder().name(run + "-a").guestAgent(false))).build();

    DomainSpec read = kvm.domains().define(said).spec();

    List<DeviceSpec> devices = read.devices().stream().map(d -> d.withRawXml(List.of())).toList();
    assertThat(devices).containsAll(said.devices());
  }

  @Test
  void spec_readsBackDisksInterfacesAndScreens() {
    DomainSpec said = plugs(machine(DomainSpec.builder().name(run + "-a"))).build();

    DomainSpec read = kvm.domains().define(said).spec();

    DiskSpec disk = read.disks().get(0);
    assertThat(disk.serial()).contains("S-1");
    assertThat(disk.io()).contains("threads");
    assertThat(disk.discard()).contains(false);
    assertThat(disk.detectZeroes()).contains("unmap");
    assertThat(disk.ioThread()).hasValue(1);
    assertThat(disk.ioTune()).isEqualTo(said.disks().get(0).ioTune());
    InterfaceSpec card = read.interfaces().get(0);
    assertThat(card.mtu()).hasValue(1400);
    assertThat(card.queues()).hasValue(2);
    assertThat(card.isolated()).isTrue();
    assertThat(read.graphics())
        .extracting(GraphicsSpec::socket)
        .isEqualTo(said.graphics().stream().map(GraphicsSpec::socket).toList());
  }

  @Test
  void spec_readsBackSecureBoot_andWhetherThereIsNone() {
    for (boolean secure : List.of(true, false)) {
      DomainSpec read =
          kvm.domains()
              .define(
                  tiny("-" + secure)
                      .andThen(d -> d.firmware(Firmware.UEFI).boot(b -> b.secureBoot(secure))))
              .spec();
      assertThat(read.firmware()).contains(Firmware.UEFI);
      assertThat(read.boot().secureBoot()).contains(secure);
    }
  }
}
