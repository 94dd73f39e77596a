package io.kvmsdk.libvirt.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.Firmware;
import io.kvmsdk.domain.StartOption;
import io.kvmsdk.error.Subject;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.testkit.contract.PowerContract;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RequiresQemu
class QemuPowerContractTest extends PowerContract {
  @TempDir Path folder;

  @Override
  protected Hypervisor connect() {
    return QemuDriver.connect();
  }

  /** Each boot of it can be counted. */
  private Domain counted() {
    return kvm.domains()
        .define(
            MiniGuest.machine(kvm, run, folder)
                .consoleLog(folder.resolve("console").toString())
                .build());
  }

  private void awaitBoots(int wanted) {
    kvm.pacer()
        .await(
            Subject.of("guest", run),
            "waiting for boot " + wanted,
            LONG,
            () -> Optional.of(boots()).filter(n -> n == wanted),
            () -> "It has booted " + boots() + " times");
  }

  private int boots() {
    try {
      Path log = folder.resolve("console");
      String said = Files.exists(log) ? Files.readString(log, StandardCharsets.ISO_8859_1) : "";
      return said.split(MiniGuest.READY, -1).length - 1;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void guest_bootsOnceMore_atAResetAndAForcedBoot_alone() {
    Domain domain = counted();
    domain.start(StartOption.PAUSED);
    domain.resume();
    awaitBoots(1);
    assertThat(Tool.run("virsh", "-c", "qemu:///system", "domid", run).orFail().output().strip())
        .isEqualTo(String.valueOf(domain.id().orElseThrow()));

    domain.reset();
    awaitBoots(2);
    domain.managedSave();
    domain.start(StartOption.BYPASS_CACHE);
    domain.managedSave();
    assertThat(boots()).as("it went on where it was").isEqualTo(2);
    domain.start(StartOption.FORCE_BOOT);
    awaitBoots(3);
  }

  /** What its firmware remembered, here a scribble of ours, is gone. */
  @Test
  void resetNvram_takesTheTemplateAnew() throws IOException {
    Domain domain =
        kvm.domains()
            .define(
                d ->
                    d.name(run)
                        .memory(ByteSize.mib(64))
                        .accelerator(Accelerator.TCG)
                        .guestAgent(false)
                        .firmware(Firmware.UEFI));
    domain.start(StartOption.PAUSED);
    domain.destroy();
    Path nvram = Path.of("/var/lib/libvirt/qemu/nvram/" + run + "_VARS.fd");
    byte[] fresh = Files.readAllBytes(nvram);
    Tool.run("dd", "if=/dev/urandom", "of=" + nvram, "bs=4096", "count=1", "conv=notrunc").orFail();

    domain.start(StartOption.PAUSED);
    assertThat(Files.readAllBytes(nvram)).as("as it was left").isNotEqualTo(fresh);
    domain.destroy();
    domain.start(StartOption.PAUSED, StartOption.RESET_NVRAM);

    assertThat(Files.readAllBytes(nvram)).isEqualTo(fresh);
  }
}
