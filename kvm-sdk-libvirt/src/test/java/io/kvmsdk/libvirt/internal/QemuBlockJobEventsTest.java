package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.Pacer;
import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainDisk;
import io.kvmsdk.domain.Snapshot;
import io.kvmsdk.domain.SnapshotKind;
import io.kvmsdk.internal.driver.Driver;
import io.kvmsdk.internal.driver.DriverHypervisor;
import io.kvmsdk.libvirt.PrivateLibvirtd;
import io.kvmsdk.libvirt.RequiresPrivateLibvirtd;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.storage.BackingStore;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.testkit.contract.ContractDriver;
import io.kvmsdk.value.ByteSize;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * QEMU's block jobs are followed by libvirt's events: here nothing is looked at without one. The
 * daemon has no other guests, whose events end pauses, too.
 */
@RequiresPrivateLibvirtd
class QemuBlockJobEventsTest {
  private static final Duration AT_MOST = Duration.ofMinutes(2);

  private final String name = QemuHost.name("jobs");
  private final AtomicInteger pauses = new AtomicInteger();
  private PrivateLibvirtd daemon;
  private Hypervisor kvm;
  private StoragePool pool;

  @BeforeEach
  void connect() {
    daemon = PrivateLibvirtd.start("jobs");
    kvm = new DriverHypervisor(withoutPolls(LibvirtDriver.connect(daemon.uri())));
    pool =
        kvm.storagePools().define(p -> p.name(name).target(ContractDriver.QEMU.poolFolder(name)));
    pool.build();
    pool.start();
  }

  @AfterEach
  void end() {
    try {
      kvm.close();
    } finally {
      daemon.close();
    }
  }

  /** The driver as it is, but for a pacer whose pauses end by an event, or else far too late. */
  private Driver withoutPolls(Driver driver) {
    Pacer events =
        new Pacer() {
          @Override
          public Duration elapsed() {
            return driver.pacer().elapsed();
          }

          @Override
          public void pause(Duration atMost) throws InterruptedException {
            pauses.incrementAndGet();
            driver.pacer().pause(AT_MOST);
          }
        };
    return StandIn.of(
        Driver.class,
        (method, arguments) ->
            method.getName().equals("pacer") ? events : method.invoke(driver, arguments));
  }

  @Test
  void pullsAndMerges_areSeenToEnd_byTheirEventsAlone() {
    StorageVolume base = pool.create(v -> v.name("base.qcow2").capacity(ByteSize.mib(32)));
    BackingStore below = new BackingStore(base.path(), VolumeFormat.QCOW2);
    StorageVolume top =
        pool.create(v -> v.name("top.qcow2").capacity(ByteSize.mib(32)).backingStore(below));
    Domain domain =
        kvm.domains()
            .define(
                d ->
                    d.name(name)
                        .memory(ByteSize.mib(64))
                        .accelerator(Accelerator.TCG)
                        .disk(k -> k.volume(name, top.name())));
    domain.start();
    DomainDisk disk = domain.disk("vda");

    disk.blockPull(ProgressListener.NONE, AT_MOST);
    Snapshot snapshot = domain.snapshots().create(s -> s.name("one").kind(SnapshotKind.EXTERNAL));
    snapshot.delete(ProgressListener.NONE, AT_MOST);

    assertThat(disk.chain()).containsExactly(top.path());
    assertThat(pauses).hasValueLessThan(10);
  }
}
