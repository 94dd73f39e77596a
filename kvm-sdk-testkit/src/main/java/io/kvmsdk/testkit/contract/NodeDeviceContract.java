package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.node.HostInterface;
import io.kvmsdk.node.NodeDevice;
import io.kvmsdk.node.NodeDeviceKind;
import io.kvmsdk.node.PciDevice;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What {@code NodeDevices} and {@code HostInterfaces} promise, on any hypervisor. */
public abstract class NodeDeviceContract extends HypervisorContract {
  /** One of those that do not come and go with guests. */
  @Test
  void devices_areFoundByTheirNames() {
    List<NodeDevice> devices = kvm.nodeDevices().list();

    NodeDevice first =
        devices.stream().filter(d -> !d.name().startsWith("net_")).findFirst().orElseThrow();
    assertThat(kvm.nodeDevices().get(first.name())).isEqualTo(first);
    assertThat(first.xml()).contains("<name>" + first.name() + "</name>");
    assertThat(kvm.nodeDevices().find("kvmsdk-none")).isEmpty();
    assertThatThrownBy(() -> kvm.nodeDevices().get("kvmsdk-none"))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("kvmsdk-none");
  }

  /** Cards come and go with guests; these kinds stay. */
  @Test
  void list_ofAKind_hasThoseWhoseDocumentsSaySo() {
    List<NodeDevice> all = kvm.nodeDevices().list();
    Set<NodeDevice> ofKinds = new HashSet<>();

    for (NodeDeviceKind kind :
        List.of(NodeDeviceKind.SYSTEM, NodeDeviceKind.PCI, NodeDeviceKind.SCSI_HOST)) {
      List<NodeDevice> devices = kvm.nodeDevices().list(kind);
      assertThat(devices).allSatisfy(d -> assertThat(d.info().kinds()).contains(kind));
      ofKinds.addAll(devices);
    }

    assertThat(all).containsAll(ofKinds);
    assertThat(ofKinds)
        .containsAll(
            all.stream().filter(d -> d.name().matches("computer|(pci|scsi_host).*")).toList());
  }

  @Test
  void info_namesTheParent_ofWhateverHangsOnAnother() {
    List<NodeDevice> roots = kvm.nodeDevices().list(NodeDeviceKind.SYSTEM);

    assertThat(roots).isNotEmpty().allSatisfy(d -> assertThat(d.info().parent()).isEmpty());
    for (NodeDevice device : kvm.nodeDevices().list(NodeDeviceKind.PCI)) {
      assertThat(kvm.nodeDevices().find(device.info().parent().orElseThrow())).isPresent();
    }
  }

  @Test
  void info_tellsWhatIsOnThePciBus() {
    needs(Capability.PCI_DEVICES);
    List<NodeDevice> devices = kvm.nodeDevices().list(NodeDeviceKind.PCI);

    assertThat(devices).isNotEmpty();
    for (NodeDevice device : devices) {
      PciDevice pci = device.info().pci().orElseThrow();
      assertThat("pci_" + pci.address().replaceAll("[:.]", "_")).isEqualTo(device.name());
      assertThat(pci.vendorId()).isBetween(1, 0xffff);
    }
  }

  /** There may be others, of guests that come and go. */
  @Test
  void interfaces_areFoundByTheirNames() {
    HostInterface own =
        kvm.hostInterfaces().list().stream()
            .filter(i -> !i.name().matches("(lo|vnet|virbr|kvmsdk|ifb|docker|br-).*"))
            .findFirst()
            .orElseThrow();

    assertThat(kvm.hostInterfaces().get(own.name())).isEqualTo(own);
    assertThat(own.xml()).contains("name='" + own.name() + "'", own.mac().orElseThrow().toString());
    assertThat(kvm.hostInterfaces().find("kvmsdk-none")).isEmpty();
    assertThatThrownBy(() -> kvm.hostInterfaces().get("kvmsdk-none"))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("kvmsdk-none");
  }
}
