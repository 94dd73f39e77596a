package io.kvmsdk.libvirt.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.domain.AddressSource;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.GuestAddress;
import io.kvmsdk.domain.SnapshotKind;
import io.kvmsdk.error.Subject;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.provision.DeletePolicy;
import io.kvmsdk.provision.Generalize;
import io.kvmsdk.provision.Golden;
import io.kvmsdk.provision.Provision;
import io.kvmsdk.provision.SpawnSpec;
import io.kvmsdk.provision.Spawned;
import io.kvmsdk.testkit.fixture.GoldenFixtures;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole life of clones, on real Debian under TCG: spawn, delete, flatten, boot alone. */
@Tag("boot")
@RequiresQemu
@RequiresTool(
    value = {"mmdebstrap", "--version"},
    debianPackage = "mmdebstrap")
@RequiresTool(
    value = {"sh", "-c", "command -v ssh-keyscan"},
    debianPackage = "openssh-client")
class GoldenBootTest {
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

  private SpawnSpec request() {
    return SpawnSpec.builder()
        .domain(host.machine(folder.resolve("console")).network(host.run).build())
        .diskSize(ByteSize.gib(3))
        .cloudInit(c -> c.addAuthorizedKey(GoldenHost.KEY))
        .build();
  }

  private Path console(int number) {
    return folder.resolve("console-" + number);
  }

  @Test
  void clones_liveTheirOwnLives_andTheFlattenedOneOutlivesItsImage() throws IOException {
    Golden golden =
        Provision.on(host.kvm)
            .golden("debian")
            .from(GoldenFixtures.lite())
            .pool(host.run)
            .generalize(Generalize.NONE)
            .publish();

    List<Spawned> spawned = golden.planSpawn(request(), 3).apply();

    List<Map<String, String>> said = new ArrayList<>();
    for (int n = 1; n <= 3; n++) {
      said.add(host.said(console(n), 1));
    }
    assertThat(spawned)
        .extracting(s -> s.address().orElseThrow())
        .doesNotHaveDuplicates()
        .allMatch(host.gateway::contains);
    assertThat(said)
        .extracting(s -> s.get("hostname"))
        .containsExactly(host.run + "-1", host.run + "-2", host.run + "-3");
    assertThat(said).extracting(s -> s.get("machine-id")).doesNotHaveDuplicates();
    assertThat(said).extracting(s -> s.get("hostkey")).doesNotHaveDuplicates();
    assertThat(said).allMatch(s -> s.get("keys").equals("1"), "the seed's key is there");
    assertThat(said).allMatch(s -> Integer.parseInt(s.get("root")) > 2500, "root has grown");
    for (int i = 0; i < 3; i++) {
      assertThat(GoldenHost.scannedHostKey(spawned.get(i).address().orElseThrow()))
          .isEqualTo(said.get(i).get("hostkey"));
    }

    checkAgent(spawned.get(1));

    Domain survivor = spawned.get(0).domain();
    survivor.shutdown();
    survivor.waitUntil(DomainState.SHUTOFF, Duration.ofMinutes(2));
    Provision.on(host.kvm).planDelete(host.run + "-2", DeletePolicy.REMOVE_DISKS).apply();
    Provision.on(host.kvm).planDelete(host.run + "-3", DeletePolicy.REMOVE_DISKS).apply();
    Provision.on(host.kvm).planConsolidate(survivor.name()).apply();
    golden.verify();
    assertThat(golden.dependents()).isEmpty();
    Path image = Path.of(golden.volume().path());
    Files.move(image, folder.resolve("elsewhere"));

    survivor.start();

    Map<String, String> alone = host.said(console(1), 2);
    assertThat(alone).isEqualTo(said.get(0));
    assertThat(survivor.waitUntilAddress(Duration.ofMinutes(1))).isNotNull();
    Files.move(folder.resolve("elsewhere"), image);
  }

  /** The agent, too, knows the address, and freezes the file systems for a snapshot's moment. */
  private void checkAgent(Spawned spawned) {
    Domain domain = spawned.domain();
    Set<AddressSource> sources =
        host.kvm
            .pacer()
            .await(
                Subject.of("domain", domain.name()),
                "waiting for its agent",
                Duration.ofMinutes(2),
                () -> seenBy(spawned).filter(s -> s.contains(AddressSource.AGENT)),
                () -> "");
    assertThat(sources).contains(AddressSource.LEASE, AddressSource.AGENT);

    domain.snapshots().create(s -> s.name("clean").kind(SnapshotKind.EXTERNAL).quiesce(true));

    assertThat(domain.disk("vda").chain()).hasSize(3);
    assertThat(
            Tool.run(
                    "virsh",
                    "-c",
                    "qemu:///system",
                    "qemu-agent-command",
                    domain.name(),
                    "{\"execute\": \"guest-fsfreeze-status\"}")
                .orFail()
                .output())
        .contains("thawed");
  }

  private static Optional<Set<AddressSource>> seenBy(Spawned spawned) {
    return spawned.domain().addresses().stream()
        .filter(a -> a.ip().address().equals(spawned.address().orElseThrow()))
        .map(GuestAddress::seenBy)
        .findFirst();
  }
}
