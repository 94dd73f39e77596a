package io.kvmsdk.libvirt.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.Kvm;
import io.kvmsdk.testkit.contract.Capability;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** libvirt's test driver, which simulates a host in this process. */
final class TestDriver {
  /** Its guests obey at once, so that it lacks no {@link Capability#GUESTS_THAT_LISTEN}. */
  static final Set<Capability> MISSING =
      Set.of(
          Capability.GUESTS,
          Capability.STATE_CHECKS,
          Capability.ALL_EVENTS,
          Capability.START_CHECKS,
          Capability.LEASES,
          Capability.REAL_FILES,
          Capability.EXTERNAL_SNAPSHOTS,
          Capability.BLOCK_JOBS,
          Capability.VOLUME_CONTENT,
          Capability.CLONES_BETWEEN_POOLS);

  private TestDriver() {}

  /** An empty host of its own: {@code test:///default} would be shared by the whole process. */
  static Hypervisor connect(Path folder) {
    try {
      Path description = Files.writeString(folder.resolve("host.xml"), "<node/>");
      return Kvm.connect("test://" + description);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
