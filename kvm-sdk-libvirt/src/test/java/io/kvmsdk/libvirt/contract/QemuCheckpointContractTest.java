package io.kvmsdk.libvirt.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.testkit.contract.CheckpointContract;
import org.junit.jupiter.api.Timeout;

@RequiresQemu
@Timeout(180)
class QemuCheckpointContractTest extends CheckpointContract {
  @Override
  protected Hypervisor connect() {
    return QemuDriver.connect();
  }

  @Override
  protected void guestWrites(Domain domain, String target, Mark mark) {
    QemuDriver.guestWrites(domain, target, mark.at(), Mark.LENGTH, mark.value());
  }
}
