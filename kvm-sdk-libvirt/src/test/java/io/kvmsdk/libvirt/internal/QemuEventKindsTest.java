package io.kvmsdk.libvirt.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.domain.DomainEvent;
import io.kvmsdk.libvirt.PrivateLibvirtd;
import io.kvmsdk.libvirt.RequiresPrivateLibvirtd;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What virsh and a viewer do to a guest, as libvirt's events tell it. */
@RequiresPrivateLibvirtd
@Timeout(180)
class QemuEventKindsTest {
  private static final String NAME = "kvmsdk-kinds";

  @TempDir Path directory;
  private final BlockingQueue<DomainEvent> seen = new LinkedBlockingQueue<>();
  private PrivateLibvirtd daemon;
  private LibvirtDriver driver;

  @BeforeEach
  void startGuest() throws IOException {
    Path disc = Files.write(directory.resolve("disc.iso"), new byte[1 << 20]);
    daemon = PrivateLibvirtd.start("kinds");
    driver = LibvirtDriver.connect(daemon.uri());
    driver
        .domains()
        .define(
            """
            <domain type='qemu'>
              <name>%s</name>
              <memory unit='MiB'>16</memory>
              <vcpu>1</vcpu>
              <os><type arch='x86_64' machine='q35'>hvm</type></os>
              <features><acpi/></features>
              <devices>
                <controller type='usb' model='qemu-xhci'/>
                <disk type='file' device='cdrom'>
                  <source file='%s' startupPolicy='optional'/><target dev='sda' bus='sata'/>
                </disk>
                <graphics type='vnc'><listen type='socket' socket='%s'/></graphics>
              </devices>
            </domain>
            """
                .formatted(NAME, disc, directory.resolve("vnc")));
    daemon.virsh("start", NAME).orFail();
    driver.events().listen(DomainEvent.class, Set.of(DomainEvent.class), seen::add);
  }

  @AfterEach
  void end() {
    try {
      driver.close();
    } finally {
      daemon.close();
    }
  }

  private void virsh(Object... command) {
    daemon.virsh(command).orFail();
  }

  /** The next event of that kind; others may come between. */
  private <E extends DomainEvent.OfDomain> E next(Class<E> kind) throws InterruptedException {
    while (true) {
      DomainEvent event = seen.take();
      if (kind.isInstance(event)) {
        assertThat(kind.cast(event).name()).isEqualTo(NAME);
        return kind.cast(event);
      }
    }
  }

  @Test
  void everyKind_isReadAsItWasMeant() throws Exception {
    virsh("desc", NAME, "--live", "--title", "\u00fc");
    DomainEvent.MetadataChange title = next(DomainEvent.MetadataChange.class);
    assertThat(title.type()).isEqualTo(DomainEvent.MetadataChange.Type.TITLE);
    assertThat(title.namespace()).isEmpty();

    virsh("metadata", NAME, "--live", "--uri", "urn:kvmsdk", "--key", "k", "--set", "<a/>");
    assertThat(next(DomainEvent.MetadataChange.class).namespace()).contains("urn:kvmsdk");

    virsh("vcpupin", NAME, "0", "0", "--live");
    assertThat(next(DomainEvent.Tunable.class).parameters())
        .isEqualTo(Map.of("cputune.vcpupin0", "0"));

    Path tablet =
        Files.writeString(
            directory.resolve("tablet.xml"),
            "<input type='tablet' bus='usb'><alias name='ua-pen'/></input>");
    virsh("attach-device", NAME, tablet, "--live");
    assertThat(next(DomainEvent.DeviceAdded.class).alias()).isEqualTo("ua-pen");
    virsh("detach-device", NAME, tablet, "--live");
    assertThat(next(DomainEvent.DeviceRemoved.class).alias()).isEqualTo("ua-pen");

    virsh("change-media", NAME, "sda", "--eject", "--live", "--force");
    DomainEvent.TrayChange tray = next(DomainEvent.TrayChange.class);
    assertThat(tray.tray()).isEqualTo(DomainEvent.TrayChange.Tray.OPEN);
    assertThat(tray.alias()).startsWith("sata0");

    virsh("reset", NAME);
    next(DomainEvent.Reboot.class);

    viewed();

    virsh("managedsave", NAME);
    assertThat(next(DomainEvent.MigrationIteration.class).iteration()).isEqualTo(1);
    assertThat(next(DomainEvent.JobCompleted.class).statistics())
        .containsKeys("time_elapsed", "memory_total");
    virsh("managedsave-remove", NAME);
    missing();
  }

  /** A drive starts empty where its disc is gone, and may. */
  private void missing() throws IOException, InterruptedException {
    Path disc = directory.resolve("disc.iso");
    Files.delete(disc);
    virsh("start", NAME);

    DomainEvent.DiskChange change = next(DomainEvent.DiskChange.class);
    assertThat(change.reason()).isEqualTo(DomainEvent.DiskChange.Reason.MISSING_ON_START);
    assertThat(change.oldSource()).contains(disc.toString());
    assertThat(change.newSource()).isEmpty();
  }

  private void viewed() throws IOException, InterruptedException {
    SocketChannel viewer = SocketChannel.open(StandardProtocolFamily.UNIX);
    viewer.connect(UnixDomainSocketAddress.of(directory.resolve("vnc")));
    DomainEvent.Graphics connected = next(DomainEvent.Graphics.class);
    // RFC 6143: the version, no authentication, a shared session.
    viewer.write(ByteBuffer.wrap("RFB 003.008\n\1\1".getBytes(US_ASCII)));
    DomainEvent.Graphics greeted = next(DomainEvent.Graphics.class);
    viewer.close();

    assertThat(connected.phase()).isEqualTo(DomainEvent.Graphics.Phase.CONNECT);
    assertThat(connected.server()).contains(directory.resolve("vnc").toString());
    assertThat(connected.identities()).isEmpty();
    assertThat(greeted.phase()).isEqualTo(DomainEvent.Graphics.Phase.INITIALIZE);
    assertThat(next(DomainEvent.Graphics.class).phase())
        .isEqualTo(DomainEvent.Graphics.Phase.DISCONNECT);
  }
}
