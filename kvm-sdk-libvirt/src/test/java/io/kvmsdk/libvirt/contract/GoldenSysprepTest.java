package io.kvmsdk.libvirt.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.provision.Generalize;
import io.kvmsdk.provision.Golden;
import io.kvmsdk.provision.Provision;
import io.kvmsdk.testkit.fixture.GoldenFixtures;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real virt-sysprep, whose little machine runs under TCG, judged by debugfs. */
@Tag("boot")
@RequiresQemu
@RequiresTool(
    value = {"sh", "-c", "virt-sysprep --version && ls /boot/vmlinuz-*"},
    debianPackage = "guestfs-tools and linux-image-cloud-amd64")
@RequiresTool(
    value = {"mmdebstrap", "--version"},
    debianPackage = "mmdebstrap")
@RequiresTool(
    value = {"debugfs", "-V"},
    debianPackage = "e2fsprogs")
class GoldenSysprepTest {
  @TempDir Path folder;

  private GoldenHost host;

  @BeforeEach
  void open() {
    host = new GoldenHost();
  }

  @AfterEach
  void removeWhatIsLeft() {
    host.close();
  }

  @Test
  void publish_takesTheMachinesIdentityAway() throws IOException {
    Golden golden =
        Provision.on(host.kvm)
            .golden("debian")
            .from(UsedDisk.of(GoldenFixtures.lite(), folder))
            .pool(host.run)
            .publish();

    assertThat(golden.info().generalized()).isEqualTo(Generalize.SYSPREP);
    golden.verify();
    UsedDisk disk = UsedDisk.look(Path.of(golden.volume().path()), folder);
    assertThat(disk.has("/etc/machine-id")).isTrue();
    assertThat(disk.text("/etc/machine-id")).isEmpty();
    assertThat(UsedDisk.TRACES).noneMatch(disk::has);
    assertThat(disk.text("/etc/hosts")).contains("localhost");
  }
}
