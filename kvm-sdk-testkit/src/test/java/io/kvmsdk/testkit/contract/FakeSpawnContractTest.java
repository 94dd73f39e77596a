package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.provision.Golden;
import io.kvmsdk.provision.Provision;
import io.kvmsdk.provision.Spawned;
import io.kvmsdk.testkit.FakeGuest;
import io.kvmsdk.testkit.FakeHypervisor;
import io.kvmsdk.value.ByteSize;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FakeSpawnContractTest extends SpawnContract {
  private FakeHypervisor fake;

  @Override
  protected Hypervisor connect() {
    fake = FakeHypervisor.create();
    fake.guest(run + "-silent", FakeGuest.builder().noLease().noAgent().build());
    return fake;
  }

  @Test
  void spawn_takesWhatIsUsual_whereNothingIsSaid() {
    Golden debian = Provision.on(kvm).goldens(pool).get("debian");

    Domain plain = debian.spawn(run + "-a").domain();
    Domain wider = debian.spawn(run + "-b", d -> d.vcpus(2), c -> c.timezone("UTC")).domain();

    assertThat(plain.spec().memory()).isEqualTo(ByteSize.gib(1));
    assertThat(plain.spec().vcpus()).isEqualTo(1);
    assertThat(wider.spec().vcpus()).isEqualTo(2);
    assertThat(Provision.on(kvm).goldens().list()).as("those in the pool 'default'").isEmpty();
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
