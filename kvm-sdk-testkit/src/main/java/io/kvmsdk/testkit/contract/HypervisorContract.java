package io.kvmsdk.testkit.contract;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.kvmsdk.Hypervisor;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What all suites have in common: a connection for each test, and that all that a test makes is
 * named after it, starts with {@code kvmsdk-}, and is removed also after a failure.
 */
public abstract class HypervisorContract {
  /** The system property that lets tests run into the gaps, to see that these are real. */
  public static final String GAPS_IGNORED = "kvmsdk.contract.gapsIgnored";

  /** How the reason of a test that is skipped begins. */
  static final String NO = "this driver has no ";

  /** Tells the names of this test from those of others. */
  protected final String run = "kvmsdk-" + UUID.randomUUID().toString().substring(0, 8);

  protected Hypervisor kvm;

  /** A connection that the contract closes. */
  protected abstract Hypervisor connect();

  /** What the driver lacks, by {@link ContractDriver}; of one that is not there, say it here. */
  protected Set<Capability> missing() {
    return ContractDriver.of(kvm.uri()).map(d -> d.gaps().keySet()).orElse(Set.of());
  }

  /** A folder of that name that the host can make, as a pool's target. */
  protected String poolFolder(String name) {
    return ContractDriver.of(kvm.uri())
        .map(d -> d.poolFolder(name))
        .orElseThrow(() -> new IllegalStateException(kvm.uri() + ": override poolFolder"));
  }

  /** Skips the test where the driver lacks {@code capability}. */
  protected final void needs(Capability capability) {
    assumeFalse(
        missing().contains(capability) && !Boolean.getBoolean(GAPS_IGNORED), () -> NO + capability);
  }

  @BeforeEach
  final void open() {
    kvm = connect();
  }

  @AfterEach
  final void removeWhatIsLeft() {
    Thread.interrupted();
    try {
      Leftovers.remove(kvm, run);
    } finally {
      kvm.close();
    }
    checkHostAfterwards();
  }

  /** More to be seen of the host once all is removed. */
  protected void checkHostAfterwards() {}
}
