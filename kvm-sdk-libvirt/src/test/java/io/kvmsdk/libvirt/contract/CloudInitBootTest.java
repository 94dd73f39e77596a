package io.kvmsdk.libvirt.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.domain.InterfaceSpec;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.provision.Generalize;
import io.kvmsdk.provision.Golden;
import io.kvmsdk.provision.Provision;
import io.kvmsdk.provision.SpawnSpec;
import io.kvmsdk.testkit.fixture.GoldenFixtures;
import io.kvmsdk.unattended.Ethernet;
import io.kvmsdk.value.ByteSize;
import io.kvmsdk.value.Cidr;
import io.kvmsdk.value.MacAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Debian's own cloud-init makes of our seed, on a disk that was somebody else's before. */
@Tag("boot")
@RequiresQemu
@RequiresTool(
    value = {"mmdebstrap", "--version"},
    debianPackage = "mmdebstrap")
@RequiresTool(
    value = {"debugfs", "-V"},
    debianPackage = "e2fsprogs")
@RequiresTool(
    value = {"sh", "-c", "command -v ssh-keyscan"},
    debianPackage = "openssh-client")
class CloudInitBootTest {
  private static final MacAddress MAC = MacAddress.of("52:54:00:c1:0d:01");

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

  private SpawnSpec request(Cidr address) {
    return SpawnSpec.builder()
        .domain(
            host.machine(folder.resolve("console"))
                .addInterface(InterfaceSpec.network(host.run).toBuilder().mac(MAC).build())
                .build())
        .diskSize(ByteSize.gib(3))
        .waitForAddress(false)
        .cloudInit(
            c ->
                c.addAuthorizedKey(GoldenHost.KEY)
                    .rootLogin(true)
                    .addEthernet(Ethernet.fixed(MAC, address, host.gateway.address())))
        .build();
  }

  @Test
  void firstBoot_makesAMachineOfItsOwn_atTheAddressThatItWasGiven() throws IOException {
    Golden golden =
        Provision.on(host.kvm)
            .golden("debian")
            .from(UsedDisk.of(GoldenFixtures.cloudInit(), folder))
            .pool(host.run)
            .generalize(Generalize.FIRST_BOOT)
            .publish();
    Cidr address = new Cidr(host.gateway.host(77), host.gateway.prefix());

    golden.planSpawn(request(address)).apply();

    Map<String, String> said = host.said(folder.resolve("console"), 1);
    assertThat(said).containsEntry("hostname", host.run).containsEntry("keys", "1");
    assertThat(said.get("machine-id")).matches("[0-9a-f]{32}").isNotEqualTo(UsedDisk.MACHINE_ID);
    assertThat(Integer.parseInt(said.get("root"))).isGreaterThan(2500);
    assertThat(GoldenHost.scannedHostKey(address.address())).isEqualTo(said.get("hostkey"));
  }
}
