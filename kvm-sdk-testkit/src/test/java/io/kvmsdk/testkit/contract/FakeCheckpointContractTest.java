package io.kvmsdk.testkit.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.testkit.FakeHypervisor;
import io.kvmsdk.value.ByteSize;

class FakeCheckpointContractTest extends CheckpointContract {
  private FakeHypervisor fake;

  @Override
  protected Hypervisor connect() {
    fake = FakeHypervisor.create();
    return fake;
  }

  @Override
  protected void guestWrites(Domain domain, String target, Mark mark) {
    fake.write(domain.name(), target, ByteSize.bytes(mark.at()), mark.bytes());
  }
}
