package io.kvmsdk.libvirt.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.change.Change;
import io.kvmsdk.change.Effect;
import io.kvmsdk.change.Update;
import io.kvmsdk.domain.DiskBus;
import io.kvmsdk.domain.DiskSpec;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.InterfaceSource;
import io.kvmsdk.domain.InterfaceSpec;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.network.NetworkSpec;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.testkit.contract.UpdateContract;
import io.kvmsdk.value.ByteSize;
import io.kvmsdk.value.Cidr;
import io.kvmsdk.value.MacAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RequiresQemu
class QemuUpdateContractTest extends UpdateContract {
  private static final MacAddress MAC = MacAddress.of("52:54:00:6b:76:02");

  @TempDir Path documents;

  @Override
  protected Hypervisor connect() {
    return QemuDriver.connect();
  }

  private static String virsh(Object... words) {
    Object[] command = new Object[words.length + 3];
    System.arraycopy(new Object[] {"virsh", "-c", "qemu:///system"}, 0, command, 0, 3);
    System.arraycopy(words, 0, command, 3, words.length);
    return Tool.run(command).orFail().output().replaceAll("[ \\t]+", " ");
  }

  /** What libvirt's own tools see, of the running domain and of the next boot. */
  @Test
  void update_isWhatVirshSees() throws IOException {
    kvm.networks().define(NetworkSpec.isolated(run + "-n", Cidr.of("192.168.234.1/24"))).start();
    StorageVolume second = empty("b.qcow2");
    Domain domain = guest("-a", empty("a.qcow2"));
    domain.update(
        d -> d.addInterface(InterfaceSpec.network(run + "-n").toBuilder().mac(MAC).build()));
    domain.start();
    DiskSpec slow = tuned(domain.spec().disks().get(0));

    List<Change> done =
        domain.update(
            d ->
                d.memory(ByteSize.mib(48))
                    .disks(List.of(slow))
                    .disk(s -> s.volume(second.pool(), second.name()).bus(DiskBus.USB))
                    .interfaces(List.of(unplugged(domain.spec().interfaces().get(0))))
                    .addRawXml("<memtune><hard_limit unit='GiB'>2</hard_limit></memtune>"));

    assertThat(done)
        .filteredOn(c -> c.effect() != Effect.LIVE)
        .extracting(Change::summary)
        .containsExactly("set the most memory from 64MiB to 48MiB");
    String name = domain.name();
    for (String when : List.of("--live", "--config")) {
      assertThat(virsh("blkdeviotune", name, "vda", when)).contains("total_iops_sec : 100");
      assertThat(virsh("memtune", name, when)).contains("hard_limit : 2097152");
    }
    assertThat(virsh("domblklist", name)).contains("sda " + second.path());
    assertThat(virsh("domblklist", name, "--inactive")).contains("sda " + second.path());
    assertThat(virsh("domif-getlink", name, MAC)).contains("down");
    assertThat(virsh("domif-getlink", name, MAC, "--config")).contains("down");
    assertThat(virsh("dumpxml", name, "--inactive")).contains(">49152</memory>");
    validate(domain.xml());
    validate(domain.definitionXml());
  }

  /** Nothing of it would survive, so that only what is live can be. */
  @Test
  void update_ofATransientDomain_isLiveOnly() throws IOException {
    Domain persistent = guest("-a");
    Path file = documents.resolve("transient.xml");
    Files.writeString(file, persistent.definitionXml());
    persistent.undefine();
    virsh("create", file);
    Domain domain = kvm.domains().get(run + "-a");

    domain.update(d -> d.title("Web").networkInterface(i -> i.source(InterfaceSource.user())));
    Update later = domain.planUpdate(d -> d.vcpus(4));

    assertThat(domain.xml()).contains("<title>Web</title>", "<interface type='user'>");
    assertThat(later.toString()).contains("RECREATE", "has no next boot");
    assertThatThrownBy(later::apply).isInstanceOf(ConflictException.class);
    assertThat(virsh("list", "--transient", "--name")).contains(run + "-a");
  }

  private static DiskSpec tuned(DiskSpec disk) {
    return disk.toBuilder()
        .addRawXml("<iotune><total_iops_sec>100</total_iops_sec></iotune>")
        .build();
  }

  private static InterfaceSpec unplugged(InterfaceSpec card) {
    return card.toBuilder().linkUp(false).build();
  }

  private void validate(String xml) throws IOException {
    Path file = Files.writeString(documents.resolve("domain.xml"), xml);
    Tool.run("virt-xml-validate", file, "domain").orFail();
  }
}
