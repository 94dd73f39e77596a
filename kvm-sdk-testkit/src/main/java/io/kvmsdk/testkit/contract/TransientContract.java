package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainFilter;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.StartOption;
import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.network.Network;
import io.kvmsdk.network.NetworkFilter;
import io.kvmsdk.network.NetworkSpec;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StoragePoolFilter;
import io.kvmsdk.storage.StoragePoolSpec;
import io.kvmsdk.value.ByteSize;
import io.kvmsdk.value.Cidr;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What domains, networks and pools promise that are defined nowhere, on any hypervisor. */
public abstract class TransientContract extends HypervisorContract {
  /** No other suite's networks have it while they are active: a host refuses a second one. */
  private static final Cidr SUBNET = Cidr.of("192.168.235.1/24");

  private final Consumer<DomainSpec.Builder> tiny =
      d -> d.name(run).memory(ByteSize.mib(64)).guestAgent(false);

  @Test
  void createdDomain_runs_andIsGoneOnceItEnds() {
    Domain domain = kvm.domains().create(tiny);

    assertThat(domain.state()).isEqualTo(DomainState.RUNNING);
    assertThat(domain.persistent()).isFalse();
    assertThat(kvm.domains().list(DomainFilter.TRANSIENT)).contains(domain);
    assertThat(kvm.domains().list(DomainFilter.PERSISTENT)).doesNotContain(domain);
    assertThat(domain.spec().memory()).isEqualTo(ByteSize.mib(64));
    domain.destroy();
    assertThat(kvm.domains().find(run)).isEmpty();
    assertThatThrownBy(domain::state).isInstanceOf(NotFoundException.class);
  }

  @Test
  void createdDomain_canBeginPaused() {
    needs(Capability.POWER_OPTIONS);
    Domain domain = kvm.domains().create(tiny, StartOption.PAUSED);

    assertThat(domain.state()).isEqualTo(DomainState.PAUSED);
  }

  @Test
  void createdDomain_isRefused_withWhatOnlyDefinedOnesHave() {
    Domain domain = kvm.domains().create(tiny);

    assertTransient(domain::managedSave);
    assertTransient(() -> domain.autostart(true));
    assertTransient(domain::undefine);
    assertThat(domain.autostart()).isFalse();
    assertThat(domain.hasManagedSave()).isFalse();
    assertThat(domain.state()).isEqualTo(DomainState.RUNNING);
    assertThatThrownBy(() -> kvm.domains().create(tiny, StartOption.FORCE_BOOT))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("managed save");
  }

  private static void assertTransient(Runnable action) {
    assertThatThrownBy(action::run)
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("transient");
  }

  @Test
  void create_isRefused_whenTheNameIsTaken() {
    kvm.domains().create(tiny);

    assertThatThrownBy(() -> kvm.domains().create(tiny)).isInstanceOf(AlreadyExistsException.class);
    assertThatThrownBy(() -> kvm.domains().define(tiny)).isInstanceOf(AlreadyExistsException.class);
  }

  @Test
  void create_leavesNothing_whenItCannotRun() {
    needs(Capability.START_CHECKS);
    assertThatThrownBy(() -> kvm.domains().create(tiny.andThen(d -> d.network(run + "-none"))))
        .isInstanceOf(KvmException.class)
        .hasMessageContaining(run + "-none");

    assertThat(kvm.domains().find(run)).isEmpty();
  }

  @Test
  void createdDomain_becomesPersistent_whenItsDocumentIsDefined() {
    Domain domain = kvm.domains().create(tiny);

    Domain defined = kvm.domains().defineXml(domain.definitionXml());

    assertThat(defined).isEqualTo(domain);
    assertThat(domain.persistent()).isTrue();
    assertThat(domain.state()).isEqualTo(DomainState.RUNNING);
    domain.destroy();
    assertThat(domain.state()).isEqualTo(DomainState.SHUTOFF);
    domain.start();
    assertThat(domain.spec().memory()).isEqualTo(ByteSize.mib(64));
  }

  @Test
  void createdDomain_isChangedAsItRuns_orIsSaidToNeedAnother() {
    needs(Capability.HOTPLUG);
    Domain domain = kvm.domains().create(tiny);

    domain.title("of now");
    domain.update(d -> d.title("of later"));

    assertThat(domain.spec().title()).contains("of later");
    assertThat(domain.persistent()).as("nobody has defined it").isFalse();
    assertThat(domain.planUpdate(d -> d.maxVcpus(7)).toString()).contains("no next boot");
  }

  @Test
  void createXml_runsADefinedDomain_asTheDocumentSays_thisOnce() {
    needs(Capability.STATE_CHECKS);
    Domain domain = kvm.domains().define(tiny);
    String other =
        domain.definitionXml().replaceFirst("</name>", "</name><title>this once</title>");

    assertThat(kvm.domains().createXml(other)).isEqualTo(domain);

    assertThat(domain.xml()).contains("this once");
    assertThat(domain.persistent()).isTrue();
    assertThatThrownBy(() -> kvm.domains().createXml(other)).isInstanceOf(ConflictException.class);
    domain.destroy();
    assertThat(domain.xml()).doesNotContain("this once");
  }

  @Test
  void createdNetwork_isGoneOnceItIsDestroyed_orStaysWhenDefined() {
    NetworkSpec spec = NetworkSpec.isolated(run, SUBNET);
    Network network = kvm.networks().create(spec);

    assertThat(network.active()).isTrue();
    assertThat(network.persistent()).isFalse();
    assertThat(kvm.networks().list(NetworkFilter.TRANSIENT))
        .extracting(Network::name)
        .contains(run);
    assertThatThrownBy(() -> kvm.networks().create(spec))
        .isInstanceOf(AlreadyExistsException.class);
    network.destroy();
    assertThat(kvm.networks().find(run)).isEmpty();

    Network again = kvm.networks().create(spec);
    kvm.networks().define(again.spec());
    assertThat(again.persistent()).isTrue();
    again.destroy();
    assertThat(kvm.networks().find(run)).isPresent();
  }

  @Test
  void createdNetwork_hasNoAutostart() {
    needs(Capability.STATE_CHECKS);
    Network network = kvm.networks().create(NetworkSpec.isolated(run, SUBNET));

    assertThat(network.autostart()).isFalse();
    assertTransient(() -> network.autostart(true));
  }

  @Test
  void createdPool_isGoneOnceItIsDestroyed_orStaysWhenDefined() {
    StoragePoolSpec spec = StoragePoolSpec.builder().name(run).target(poolFolder(run)).build();
    StoragePool maker = kvm.storagePools().define(spec);
    maker.build();
    maker.undefine();

    StoragePool pool = kvm.storagePools().create(spec);

    assertThat(pool.active()).isTrue();
    assertThat(pool.persistent()).isFalse();
    assertThat(pool.create(v -> v.name("a").capacity(ByteSize.mib(1))).name()).isEqualTo("a");
    assertTransient(() -> pool.autostart(true));
    assertThat(kvm.storagePools().list(StoragePoolFilter.TRANSIENT))
        .extracting(StoragePool::name)
        .contains(run);
    pool.destroy();
    assertThat(kvm.storagePools().find(run)).isEmpty();

    StoragePool again = kvm.storagePools().create(spec);
    kvm.storagePools().define(again.spec());
    assertThat(again.persistent()).isTrue();
    assertThat(again.active()).isTrue();
  }
}
