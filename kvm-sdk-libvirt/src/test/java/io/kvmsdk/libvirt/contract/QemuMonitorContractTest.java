package io.kvmsdk.libvirt.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.testkit.contract.MonitorContract;
import io.kvmsdk.value.ByteSize;
import org.junit.jupiter.api.Test;

@RequiresQemu
class QemuMonitorContractTest extends MonitorContract {
  @Override
  protected Hypervisor connect() {
    return QemuDriver.connect();
  }

  @Test
  void monitorCommand_taintsTheDomain() {
    Domain domain =
        kvm.domains().create(d -> d.name(run).memory(ByteSize.mib(64)).guestAgent(false));
    assertThat(dominfo()).doesNotContain("tainted");

    domain.monitorCommand("{\"execute\": \"query-name\"}");

    assertThat(dominfo()).contains("tainted: custom monitor");
  }

  private String dominfo() {
    return Tool.run("virsh", "-c", "qemu:///system", "dominfo", run).orFail().output();
  }
}
