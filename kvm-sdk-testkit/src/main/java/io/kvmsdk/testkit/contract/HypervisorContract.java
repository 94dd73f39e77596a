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
