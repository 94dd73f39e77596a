package io.kvmsdk.testkit.contract;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.network.Network;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StorageVolume;
import java.util.Comparator;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What all suites have in common: a connection for each test, and that all that a test makes is
 * named after it, starts with {@code kvmsdk-}, and is removed also after a failure.
 */
public abstract class HypervisorContract {
  /** Golden images are not deleted from under them. */
  private static final Comparator<StorageVolume> OVERLAYS_FIRST =
      Comparator.comparing(v -> !v.xml().contains("<backingStore>"));

  /** Tells the names of this test from those of others. */
  protected final String run = "kvmsdk-" + UUID.randomUUID().toString().substring(0, 8);

  protected Hypervisor kvm;

  /** A connection that the contract closes. */
  protected abstract Hypervisor connect();

  /** The one place where a driver says what it cannot do. */
  protected Set<Capability> missing() {
    return Set.of();
  }

  /** Skips the test where the driver lacks {@code capability}. */
  protected final void needs(Capability capability) {
    assumeFalse(missing().contains(capability), () -> "this driver has no " + capability);
  }

  @BeforeEach
  final void open() {
    kvm = connect();
  }

  @AfterEach
  final void removeWhatIsLeft() {
    Thread.interrupted();
    kvm.domains().list().stream().filter(d -> isOurs(d.name())).forEach(this::remove);
    kvm.networks().list().stream().filter(n -> isOurs(n.name())).forEach(this::remove);
    kvm.storagePools().list().stream().filter(p -> isOurs(p.name())).forEach(this::remove);
    kvm.close();
    checkHostAfterwards();
  }

  /** More to be seen of the host once all is removed. */
  protected void checkHostAfterwards() {}

  private boolean isOurs(String name) {
    return name.startsWith(run);
  }

  private void remove(Domain domain) {
    if (domain.state().active()) {
      domain.destroy();
    }
    domain.undefine();
  }

  private void remove(Network network) {
    if (network.active()) {
      network.destroy();
    }
    network.undefine();
  }

  private void remove(StoragePool pool) {
    if (pool.active()) {
      pool.refresh();
      pool.list().stream().sorted(OVERLAYS_FIRST).forEach(StorageVolume::delete);
      pool.destroy();
      pool.delete();
    }
    pool.undefine();
  }
}
