package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.BootSpec;
import io.kvmsdk.domain.ClockOffset;
import io.kvmsdk.domain.CpuMode;
import io.kvmsdk.domain.CpuSpec;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.Firmware;
import io.kvmsdk.domain.MemoryBackingSpec;
import io.kvmsdk.domain.SecurityLabel;
import io.kvmsdk.domain.SmbiosSpec;
import io.kvmsdk.domain.TuningSpec;
import io.kvmsdk.value.ByteSize;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;

/** The parts of a domain's spec that are neither devices nor texts. */
final class RandomParts {
  private final Random random;
  private final List<String> letters;

  RandomParts(Random random, List<String> letters) {
    this.random = random;
    this.letters = letters;
  }

  void set(DomainSpec.Builder domain, Firmware firmware) {
    int sockets = 1 + random.nextInt(4);
    domain.vcpus(2 * sockets).ioThreads(random.nextInt(3));
    if (random.nextBoolean()) {
      domain.maxVcpus(2 * sockets + 2);
    }
    if (random.nextBoolean()) {
      domain.currentMemory(ByteSize.kib(512));
    }
    if (random.nextBoolean()) {
      domain.maxMemory(ByteSize.gib(64)).memorySlots(16);
    }
    if (random.nextBoolean()) {
      everything(domain, firmware, sockets);
    }
  }

  private void everything(DomainSpec.Builder domain, Firmware firmware, int sockets) {
    domain
        .maxVcpus(OptionalInt.empty())
        .cpu(cpu(sockets))
        .memoryBacking(backing())
        .tuning(tuning());
    domain.clock(
        oneOf(
            ClockOffset.utc(),
            ClockOffset.localTime(),
            ClockOffset.timezone(ZoneId.of("Europe/Paris"))));
    domain.boot(boot(firmware)).smbios(smbios());
    domain.securityLabels(
        some(
            List.of(
                SecurityLabel.none("dac"), SecurityLabel.fixed("apparmor", "libvirt-example"))));
    domain.metadata(
        some(List.of("<a:x xmlns:a='urn:a'><a:y b='1'/></a:x>", "<b:z xmlns:b='urn:b'>z</b:z>")));
  }

  private CpuSpec cpu(int sockets) {
    CpuSpec.Builder cpu = CpuSpec.builder();
    if (random.nextBoolean()) {
      cpu.sockets(sockets).cores(1).threads(2).check("partial");
    }
    if (random.nextBoolean()) {
      cpu.require("aes").disable("vmx");
    }
    if (random.nextBoolean()) {
      cpu.numaCell("0", ByteSize.mib(512)).numaCell("1-2,4", ByteSize.gib(1));
    }
    return random.nextBoolean()
        ? cpu.custom("Skylake-Server").build()
        : cpu.mode(CpuMode.HOST_PASSTHROUGH).migratable(false).build();
  }

  private MemoryBackingSpec backing() {
    return oneOf(
        MemoryBackingSpec.builder().build(),
        MemoryBackingSpec.builder().hugepages(ByteSize.mib(2)).locked(true).build(),
        MemoryBackingSpec.builder().source("memfd").shared(true).mergeable(false).build());
  }

  private BootSpec boot(Firmware firmware) {
    BootSpec kernel =
        BootSpec.builder()
            .kernel("/boot/" + text())
            .initrd("/boot/i")
            .commandLine("console=ttyS0 " + text())
            .menu(Duration.ofSeconds(3))
            .build();
    return firmware == Firmware.UEFI
        ? oneOf(kernel, kernel.toBuilder().secureBoot(random.nextBoolean()).build())
        : kernel;
  }

  private SmbiosSpec smbios() {
    return oneOf(
        SmbiosSpec.builder().build(),
        SmbiosSpec.builder()
            .putSystem("serial", "ds=nocloud;s=http://192.0.2.1/")
            .putSystem("manufacturer", text())
            .putBaseBoard("product", text())
            .oemStrings(List.of("one", "two"))
            .build(),
        SmbiosSpec.builder().putBios("vendor", text()).putChassis("asset", "7").build());
  }

  private TuningSpec tuning() {
    return oneOf(
        TuningSpec.builder().build(),
        TuningSpec.builder().cpuShares(512).pinVcpu(0, "0-1").pinVcpu(1, "1").build(),
        TuningSpec.builder()
            .cpuPeriod(Duration.ofMillis(100))
            .cpuQuota(Duration.ofMillis(50))
            .emulatorPin("0")
            .memoryHardLimit(ByteSize.gib(99))
            .memorySoftLimit(ByteSize.gib(98))
            .swapHardLimit(ByteSize.gib(100))
            .blockWeight(300)
            .numaNodes("0")
            .build());
  }

  private String text() {
    return "t" + letters.get(random.nextInt(letters.size())) + "t";
  }

  private <T> List<T> some(List<T> values) {
    return values.stream().filter(v -> random.nextBoolean()).toList();
  }

  @SafeVarargs
  private <T> T oneOf(T... values) {
    return values[random.nextInt(values.length)];
  }
}
