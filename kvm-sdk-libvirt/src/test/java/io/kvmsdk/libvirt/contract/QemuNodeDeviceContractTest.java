package io.kvmsdk.libvirt.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.node.HostInterface;
import io.kvmsdk.node.NodeDevice;
import io.kvmsdk.node.NodeDeviceInfo;
import io.kvmsdk.node.NodeDeviceKind;
import io.kvmsdk.testkit.contract.NodeDeviceContract;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@RequiresQemu
class QemuNodeDeviceContractTest extends NodeDeviceContract {
  @Override
  protected Hypervisor connect() {
    return QemuDriver.connect();
  }

  @Test
  void devicesAndInterfaces_areThoseThatVirshSees() {
    assertThat(kvm.nodeDevices().list(NodeDeviceKind.PCI))
        .extracting(NodeDevice::name)
        .containsExactlyInAnyOrderElementsOf(virsh("nodedev-list", "--cap", "pci"));
    for (NodeDevice device : kvm.nodeDevices().list(NodeDeviceKind.PCI)) {
      String seen = String.join("\n", virsh("nodedev-dumpxml", device.name()));
      NodeDeviceInfo info = device.info();
      assertThat(seen).contains("id='0x" + hex(info.pci().orElseThrow().productId()) + "'");
      info.parent().ifPresent(p -> assertThat(seen).contains("<parent>" + p + "</parent>"));
      info.driver().ifPresent(d -> assertThat(seen).contains("<name>" + d + "</name>"));
      assertThat(info.driver().isPresent()).isEqualTo(seen.contains("<driver>"));
    }
    awaitSameInterfaces();
  }

  /** Those of guests and networks come and go between two looks. */
  private void awaitSameInterfaces() {
    kvm.pacer()
        .await(
            Subject.of("host", kvm.uri()),
            "waiting until both see the same interfaces",
            Duration.ofMinutes(2),
            () -> Optional.of(activeInterfaces()).filter(seen -> seen.equals(virshInterfaces())),
            () -> activeInterfaces() + ", by virsh " + virshInterfaces());
  }

  private Set<String> activeInterfaces() {
    return kvm.hostInterfaces().list().stream()
        .filter(QemuNodeDeviceContractTest::active)
        .map(HostInterface::name)
        .collect(Collectors.toSet());
  }

  private static boolean active(HostInterface card) {
    try {
      return card.active();
    } catch (NotFoundException gone) {
      return false;
    }
  }

  private static Set<String> virshInterfaces() {
    return virsh("iface-list").stream()
        .skip(2)
        .map(l -> l.strip().split(" ", 2)[0])
        .collect(Collectors.toSet());
  }

  private static String hex(int id) {
    return String.format(Locale.ROOT, "%04x", id);
  }

  private static List<String> virsh(String... command) {
    Object[] words =
        Stream.concat(Stream.of("virsh", "-c", "qemu:///system"), Stream.of(command)).toArray();
    return Tool.run(words).orFail().output().lines().filter(l -> !l.isBlank()).toList();
  }
}
