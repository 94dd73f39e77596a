package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** libvirt 9.0 fails to list snapshots in their order while one of them is being made. */
@RequiresTool(
    value = {"virsh", "-c", QemuHost.URI, "version"},
    debianPackage = "libvirt-daemon-system")
@RequiresTool(
    value = {"qemu-img", "--version"},
    debianPackage = "qemu-utils")
@Timeout(300)
class QemuSnapshotListTest {
  private final String name = QemuHost.name("list");
  private final Path disk = Path.of("/var/lib/libvirt/images", name + ".qcow2");
  private final LibvirtDriver driver = QemuHost.connect();
  private UUID domain;

  @BeforeEach
  void define() throws IOException {
    Tool.run("qemu-img", "create", "-q", "-f", "qcow2", disk, "8M").orFail();
    Path xml = Files.createTempFile(name, ".xml");
    Files.writeString(
        xml,
        """
        <domain type='qemu'>
          <name>%s</name>
          <memory unit='MiB'>64</memory>
          <os><type machine='q35'>hvm</type></os>
          <devices>
            <disk type='file' device='disk'>
              <driver name='qemu' type='qcow2'/>
              <source file='%s'/>
              <target dev='vda' bus='virtio'/>
            </disk>
          </devices>
        </domain>
        """
            .formatted(name, disk));
    QemuHost.virsh("define", xml).orFail();
    Files.delete(xml);
    QemuHost.virsh("start", name, "--paused").orFail();
    domain = UUID.fromString(QemuHost.ask("domuuid", name));
  }

  @AfterEach
  void remove() throws IOException {
    driver.close();
    QemuHost.virsh("destroy", name).orFail();
    QemuHost.virsh("undefine", name, "--snapshots-metadata").orFail();
    Files.deleteIfExists(disk);
  }

  @Test
  void list_tellsEachAfterItsParent_whileSnapshotsAreMade() {
    CompletableFuture<Void> making = CompletableFuture.runAsync(this::make);
    int lists = 0;
    while (!making.isDone()) {
      List<String> names = driver.snapshots().list(domain);
      assertThat(names).isSorted().doesNotHaveDuplicates();
      lists++;
    }
    making.join();

    assertThat(lists).as("lists taken while snapshots were made").isGreaterThan(100);
    assertThat(driver.snapshots().list(domain)).hasSize(15);
  }

  private void make() {
    for (int i = 10; i < 25; i++) {
      QemuHost.virsh("snapshot-create-as", name, "s" + i).orFail();
    }
  }
}
