package io.kvmsdk.libvirt.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.domain.Console;
import io.kvmsdk.domain.ConsoleMode;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.testkit.contract.ConsoleContract;
import io.kvmsdk.value.ByteSize;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RequiresQemu
class QemuConsoleContractTest extends ConsoleContract {
  private static final int MANY = 32;

  private static final SharedGuest GUEST =
      new SharedGuest("<serial type='pty'><target port='0'/></serial>");

  @TempDir Path folder;

  @AfterAll
  static void removeTheGuest() {
    GUEST.remove();
  }

  @Override
  protected Hypervisor connect() {
    return QemuDriver.connect();
  }

  @Override
  protected Domain guest() {
    return GUEST.on(kvm, folder);
  }

  @Override
  protected Domain silent() {
    return kvm.domains()
        .defineXml(
            """
            <domain type='qemu'>
              <name>%s-s</name>
              <memory unit='MiB'>16</memory>
              <os><type machine='pc'>hvm</type></os>
            </domain>
            """
                .formatted(run));
  }

  @Override
  protected void powerOff(Console console) {
    console.send(MiniGuest.POWER_OFF);
  }

  @Test
  void manyOpenLines_costNoThread() {
    Domain domain =
        kvm.domains()
            .define(
                d -> {
                  d.name(run).memory(ByteSize.mib(16)).accelerator(Accelerator.TCG);
                  d.addRawDevice("<serial type='pty'><target port='0'/></serial>");
                  d.addRawDevice("<serial type='pty'><target port='1'/></serial>");
                  for (int i = 1; i < MANY - 1; i++) {
                    d.addRawDevice("<console type='pty'><target type='virtio'/></console>");
                  }
                });
    domain.start();
    int threads = Thread.activeCount();
    List<Console> open = new ArrayList<>();
    open.add(domain.console());
    open.add(domain.console("serial1", ConsoleMode.SAFE));
    for (int i = 1; i < MANY - 1; i++) {
      open.add(domain.console("console" + i, ConsoleMode.SAFE));
    }

    int threadsNow = Thread.activeCount();
    open.forEach(Console::close);

    assertThat(threadsNow).isEqualTo(threads);
  }
}
