package io.kvmsdk.testkit.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.DiskDevice;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.WatchdogAction;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.testkit.FakeHypervisor;
import io.kvmsdk.testkit.Fault;
import io.kvmsdk.testkit.GuestActs;
import io.kvmsdk.testkit.Operation;
import io.kvmsdk.value.ByteSize;

class FakeGuestEventContractTest extends GuestEventContract {
  private final FakeHypervisor host = FakeHypervisor.create();

  @Override
  protected Hypervisor connect() {
    return host;
  }

  @Override
  protected Domain guest(WatchdogAction action) {
    StoragePool pool = kvm.storagePools().get("default");
    pool.create(v -> v.name("data").capacity(ByteSize.mib(8)));
    pool.create(v -> v.name("disc").capacity(ByteSize.mib(1)));
    Domain domain =
        kvm.domains()
            .define(
                d ->
                    d.name(run)
                        .memory(ByteSize.mib(32))
                        .disk(k -> k.volume("default", "data").target("hdb"))
                        .disk(
                            k -> k.device(DiskDevice.CDROM).volume("default", "disc").target("hdc"))
                        .addRawDevice("<watchdog action='" + action.libvirtName() + "'/>")
                        .addRawDevice("<panic model='isa'/>"));
    domain.start();
    return domain;
  }

  @Override
  protected GuestActs acts() {
    return host.acts(run);
  }

  @Override
  protected void fillHost() {
    host.failOn(Operation.GUEST_WRITE, Fault.diskFull());
  }
}
