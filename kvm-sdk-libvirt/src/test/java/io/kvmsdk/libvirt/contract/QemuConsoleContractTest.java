package io.kvmsdk.libvirt.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.domain.Console;
import io.kvmsdk.domain.ConsoleMode;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.error.Subject;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.testkit.contract.ConsoleContract;
import io.kvmsdk.value.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    List<Console> open = new ArrayList<>();
    open.add(domain.console());
    open.add(domain.console("serial1", ConsoleMode.SAFE));
    for (int i = 1; i < MANY - 1; i++) {
      open.add(domain.console("console" + i, ConsoleMode.SAFE));
    }

    awaitNoMoreThan(before);
    open.forEach(Console::close);
  }

  /** The last of those that connect may just be ending. */
  private void awaitNoMoreThan(Set<Thread> before) {
    kvm.pacer()
        .await(
            Subject.of("domain", run),
            "waiting until no thread is left of the opening",
            Duration.ofMinutes(1),
            () -> Optional.of(true).filter(x -> ownThreadsBeside(before).isEmpty()),
            () -> ownThreadsBeside(before).toString());
  }

  private static List<Thread> ownThreadsBeside(Set<Thread> before) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().startsWith("kvmsdk-") && !before.contains(t))
        .toList();
  }
}
