package io.kvmsdk.libvirt.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.testkit.contract.BackupContract;
import org.junit.jupiter.api.Timeout;

@RequiresQemu
@Timeout(180)
class QemuBackupContractTest extends BackupContract {
  @Override
  protected Hypervisor connect() {
    return QemuDriver.connect();
  }

  @Override
  protected void guestWrites(Domain domain, String target, Mark mark) {
    QemuDriver.guestWrites(domain, target, mark.at(), Mark.LENGTH, mark.value());
  }
}
