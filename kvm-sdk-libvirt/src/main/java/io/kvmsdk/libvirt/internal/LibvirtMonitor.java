package io.kvmsdk.libvirt.internal;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.MonitorDriver;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.libvirt.jna.DomainPointer;

/** libvirt-qemu's function that speaks with a domain's QEMU. */
final class LibvirtMonitor implements MonitorDriver {
  private static final int HUMAN = 1;

  private final Connection connection;
  private final LongCalls longCalls;
  private final NativeObjects<DomainPointer> domains;

  LibvirtMonitor(Connection connection, LongCalls longCalls) {
    this.connection = connection;
    this.longCalls = longCalls;
    this.domains = new NativeObjects<>(connection, ObjectKind.domain(connection.api()));
  }

  @Override
  public CompletableFuture<String> command(UUID domain, String command, boolean human) {
    NativeText.require(Subject.of("monitor", "command"), command);
    QemuApi qemu = QemuApi.get();
    return longCalls.begin(
        () ->
            domains.with(
                domain,
                (d, subject) -> {
                  PointerByReference answer = new PointerByReference();
                  connection.check(
                      subject,
                      qemu.virDomainQemuMonitorCommand(d, command, answer, human ? HUMAN : 0));
                  return taken(answer.getValue());
                }));
  }

  private static String taken(Pointer text) {
    try {
      return text.getString(0, "UTF-8");
    } finally {
      Native.free(Pointer.nativeValue(text));
    }
  }
}
