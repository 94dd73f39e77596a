package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.provision.Provision;
import io.kvmsdk.provision.Spawned;
import io.kvmsdk.testkit.FakeGuest;
import io.kvmsdk.testkit.FakeHypervisor;
import io.kvmsdk.value.ByteSize;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FakeSpawnContractTest extends SpawnContract {
  private FakeHypervisor fake;

  @Override
  protected Hypervisor connect() {
    fake = FakeHypervisor.create();
    fake.guest(run + "-silent", FakeGuest.builder().noLease().noAgent().build());
    return fake;
  }

  /** The fake does not model the permissions of its files. */
  @Override
  protected Set<Capability> missing() {
    return Set.of(Capability.REAL_FILES);
  }

  @Override
  protected String poolFolder() {
    return "/srv/" + pool;
  }

  /** The short form, as a script has it; only here do the guests take addresses. */
  @Test
  void spawn_inOneLine_givesMachinesWithAddresses() {
    List<Spawned> spawned =
        Provision.on(kvm)
            .goldens(pool)
            .get("debian")
            .spawn(run, 2, d -> d.memory(ByteSize.gib(2)).vcpus(2).network(network), c -> {});

    assertThat(spawned).extracting(Spawned::address).allMatch(Optional::isPresent);
    assertThat(spawned).extracting(Spawned::address).doesNotHaveDuplicates();
    assertThat(spawned.get(0).domain().spec().vcpus()).isEqualTo(2);
  }
}
