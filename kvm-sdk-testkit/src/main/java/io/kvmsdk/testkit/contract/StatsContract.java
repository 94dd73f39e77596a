package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.HypervisorInfo;
import io.kvmsdk.NodeInfo;
import io.kvmsdk.NodeStats;
import io.kvmsdk.Version;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainFilter;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.DomainStats;
import io.kvmsdk.domain.MemoryStat;
import io.kvmsdk.domain.StatsGroup;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.network.Network;
import io.kvmsdk.network.NetworkFilter;
import io.kvmsdk.network.NetworkSpec;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StoragePoolFilter;
import io.kvmsdk.storage.StoragePoolSpec;
import io.kvmsdk.value.ByteSize;
import io.kvmsdk.value.Cidr;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What lists and statistics promise, on any hypervisor. */
public abstract class StatsContract extends HypervisorContract {
  private Domain defined(String suffix) {
    return kvm.domains()
        .define(d -> d.name(run + suffix).memory(ByteSize.mib(64)).vcpus(2).guestAgent(false));
  }

  /** The names, without this test's own part of them, of what this test made. */
  private List<String> mine(Stream<String> names) {
    return names.filter(n -> n.startsWith(run)).map(n -> n.substring(run.length())).toList();
  }

  private List<String> listed(DomainFilter... filters) {
    return mine(kvm.domains().list(filters).stream().map(Domain::name));
  }

  @Test
  void list_hasTheDomainsThatItsFiltersMean() {
    Domain off = defined("-off");
    Domain on = defined("-on");
    Domain paused = defined("-paused");
    on.start();
    paused.start();
    paused.suspend();
    off.autostart(true);

    assertThat(listed()).containsExactlyInAnyOrder("-off", "-on", "-paused");
    assertThat(listed(DomainFilter.ACTIVE)).containsExactlyInAnyOrder("-on", "-paused");
    assertThat(listed(DomainFilter.INACTIVE)).containsExactly("-off");
    assertThat(listed(DomainFilter.ACTIVE, DomainFilter.INACTIVE)).hasSize(3);
    assertThat(listed(DomainFilter.PAUSED)).containsExactly("-paused");
    assertThat(listed(DomainFilter.RUNNING, DomainFilter.SHUTOFF))
        .containsExactlyInAnyOrder("-off", "-on");
    assertThat(listed(DomainFilter.AUTOSTART)).containsExactly("-off");
    assertThat(listed(DomainFilter.ACTIVE, DomainFilter.AUTOSTART)).isEmpty();
    assertThat(listed(DomainFilter.PERSISTENT, DomainFilter.NO_SNAPSHOT)).hasSize(3);
    assertThat(listed(DomainFilter.TRANSIENT)).isEmpty();
    assertThat(listed(DomainFilter.MANAGED_SAVE)).isEmpty();
  }

  @Test
  void list_hasTheNetworksThatItsFiltersMean() {
    kvm.networks().define(NetworkSpec.isolated(run + "-n", Cidr.of("192.168.234.1/24")));

    assertThat(networks(NetworkFilter.INACTIVE)).containsExactly("-n");
    assertThat(networks(NetworkFilter.ACTIVE)).isEmpty();
    assertThat(networks(NetworkFilter.PERSISTENT, NetworkFilter.INACTIVE)).containsExactly("-n");
    assertThat(networks(NetworkFilter.AUTOSTART, NetworkFilter.NO_AUTOSTART)).hasSize(1);
  }

  private List<String> networks(NetworkFilter... filters) {
    return mine(kvm.networks().list(filters).stream().map(Network::name));
  }

  @Test
  void list_hasThePoolsThatItsFiltersMean() {
    kvm.storagePools().define(StoragePoolSpec.dir(run + "-p", "/tmp/" + run));

    assertThat(pools(StoragePoolFilter.INACTIVE, StoragePoolFilter.DIR)).containsExactly("-p");
    assertThat(pools(StoragePoolFilter.DIR, StoragePoolFilter.NETFS)).containsExactly("-p");
    assertThat(pools(StoragePoolFilter.NETFS)).isEmpty();
    assertThat(pools(StoragePoolFilter.ACTIVE)).isEmpty();
  }

  private List<String> pools(StoragePoolFilter... filters) {
    return mine(kvm.storagePools().list(filters).stream().map(StoragePool::name));
  }

  @Test
  void list_neverFails_whileDomainsComeAndGo() throws InterruptedException {
    Domain stays = defined("-stays");
    AtomicBoolean done = new AtomicBoolean();
    Thread others =
        new Thread(
            () -> {
              for (int i = 0; i < 50; i++) {
                defined("-" + i).undefine();
              }
              done.set(true);
            });
    others.start();
    try {
      while (!done.get() && others.isAlive()) {
        assertThat(kvm.domains().list()).contains(stays);
        assertThat(kvm.domains().stats(Set.of(StatsGroup.STATE)))
            .anyMatch(s -> s.uuid().equals(stays.uuid()));
      }
    } finally {
      others.join();
    }
    assertThat(done).isTrue();
  }

  @Test
  void stats_tellTheStateOfAll_inOneCall() {
    defined("-off");
    Domain on = defined("-on");
    on.start();

    List<DomainStats> all = kvm.domains().stats(Set.of(StatsGroup.STATE));

    assertThat(all)
        .anySatisfy(
            s -> {
              assertThat(s.name()).isEqualTo(run + "-off");
              assertThat(s.state()).contains(DomainState.SHUTOFF);
            })
        .anySatisfy(
            s -> {
              assertThat(s.uuid()).isEqualTo(on.uuid());
              assertThat(s.state()).contains(DomainState.RUNNING);
              assertThat(s.fields()).containsEntry("state.state", 1L);
            });
    assertThat(
            mine(
                kvm.domains().stats(q -> q.addFilters(DomainFilter.ACTIVE)).stream()
                    .map(DomainStats::name)))
        .containsExactly("-on");
  }

  @Test
  void stats_refuseFiltersThatLibvirtDoesNotHaveThere() {
    assertThatThrownBy(() -> kvm.domains().stats(q -> q.addFilters(DomainFilter.AUTOSTART)))
        .isInstanceOf(InvalidSpecException.class);
  }

  @Test
  void stats_tellMemoryAndProcessors_whileItRuns() {
    needs(Capability.STATISTICS);
    Domain domain = defined("-a");
    domain.start();

    DomainStats stats = domain.stats();

    assertThat(stats.state()).contains(DomainState.RUNNING);
    assertThat(stats.cpu()).isPresent();
    assertThat(stats.balloon().orElseThrow().maximum()).isEqualTo(ByteSize.mib(64));
    assertThat(stats.balloon().orElseThrow().current()).isEqualTo(ByteSize.mib(64));
    assertThat(stats.vcpus()).hasSize(2);
    assertThat(stats.blocks()).isEmpty();
    assertThat(stats.interfaces()).isEmpty();
    assertThat(domain.memoryStats()).containsKey(MemoryStat.ACTUAL_BALLOON);
  }

  @Test
  void cpuTime_grows_whileItRuns() throws InterruptedException {
    needs(Capability.STATISTICS);
    Domain domain = defined("-a");
    domain.start();
    Duration before = domain.info().cpuTime();

    for (int i = 0; i < 600 && domain.info().cpuTime().equals(before); i++) {
      kvm.pacer().pause(Duration.ofMillis(100));
    }

    assertThat(domain.info().cpuTime()).isGreaterThan(before);
  }

  @Test
  void stats_sayNotFound_whenTheDomainIsGone() {
    Domain domain = defined("-a");
    domain.undefine();

    assertThatThrownBy(domain::stats).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(domain::info).isInstanceOf(NotFoundException.class);
  }

  @Test
  void memoryStats_areRefused_whenItIsOff() {
    Domain domain = defined("-a");

    assertThatThrownBy(domain::memoryStats).isInstanceOf(ConflictException.class);
  }

  @Test
  void info_tellsWhoIsThere() {
    HypervisorInfo info = kvm.info();

    assertThat(info.hostname()).isNotBlank();
    assertThat(info.type()).isNotBlank();
    assertThat(info.version()).isGreaterThan(new Version(0, 0, 0));
    assertThat(info.libvirt()).isGreaterThanOrEqualTo(new Version(9, 0, 0));
  }

  @Test
  void nodeInfo_tellsWhatTheHostIs() {
    NodeInfo info = kvm.nodeInfo();

    assertThat(info.model()).isNotBlank();
    assertThat(info.cpus()).isPositive();
    assertThat(info.memory()).isGreaterThan(ByteSize.mib(64));
    assertThat(info.numaNodes() * info.sockets() * info.cores() * info.threads())
        .isGreaterThanOrEqualTo(info.cpus());
  }

  @Test
  void nodeStats_tellHowTheHostIsUsed() {
    NodeStats stats = kvm.nodeStats();

    assertThat(stats.freeMemory()).isLessThanOrEqualTo(kvm.nodeInfo().memory());
    assertThat(stats.cpu()).isPresent();
  }
}
