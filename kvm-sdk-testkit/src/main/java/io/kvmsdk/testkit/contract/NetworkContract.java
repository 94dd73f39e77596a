package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.AddressSource;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.InterfaceAddress;
import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.network.DhcpHost;
import io.kvmsdk.network.DhcpLease;
import io.kvmsdk.network.DnsHost;
import io.kvmsdk.network.ForwardMode;
import io.kvmsdk.network.Network;
import io.kvmsdk.network.NetworkSpec;
import io.kvmsdk.value.ByteSize;
import io.kvmsdk.value.Cidr;
import io.kvmsdk.value.MacAddress;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What {@code Networks} and {@code Network} promise, on any hypervisor. */
public abstract class NetworkContract extends HypervisorContract {
  private static final Cidr GATEWAY = Cidr.of("192.168.232.1/24");
  private static final MacAddress MAC = MacAddress.of("52:54:00:6b:76:6d");
  private static final Cidr RESERVED = Cidr.of("192.168.232.77/24");

  private NetworkSpec spec(String suffix) {
    return NetworkSpec.isolated(run + suffix, GATEWAY);
  }

  private Network defined() {
    return kvm.networks().define(spec("-n"));
  }

  @Test
  void define_makesAnInactiveNetwork_thatReadsBackAsItsSpec() {
    NetworkSpec spec =
        spec("-n").toBuilder()
            .forward(ForwardMode.nat())
            .domain("kvmsdk.example")
            .addDhcpHost(new DhcpHost(MAC, RESERVED.address(), Optional.of("web")))
            .addDnsHost(DnsHost.of("192.168.232.9", "db", "db.kvmsdk.example"))
            .build();

    Network network = kvm.networks().define(spec);

    assertThat(network.active()).isFalse();
    NetworkSpec read = network.spec();
    assertThat(read.uuid()).contains(network.uuid());
    assertThat(read.forward()).isEqualTo(spec.forward());
    assertThat(read.addresses()).isEqualTo(spec.addresses());
    assertThat(read.dhcpRanges()).isEqualTo(spec.dhcpRanges());
    assertThat(read.dhcpHosts()).isEqualTo(spec.dhcpHosts());
    assertThat(read.dnsHosts()).isEqualTo(spec.dnsHosts());
    assertThat(read.domain()).isEqualTo(spec.domain());
    assertThat(read.autostart()).isTrue();
  }

  @Test
  void define_isRefused_whenTheNameIsTaken() {
    defined();

    assertThatThrownBy(this::defined)
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageContaining(run + "-n");
  }

  @Test
  void define_isRefused_whenTheUuidIsTaken() {
    Network first = defined();

    assertThatThrownBy(
            () -> kvm.networks().define(spec("-m").toBuilder().uuid(first.uuid()).build()))
        .isInstanceOf(AlreadyExistsException.class);
  }

  @Test
  void find_getAndList_seeWhatIsThere() {
    assertThat(kvm.networks().find(run + "-n")).isEmpty();
    assertThatThrownBy(() -> kvm.networks().get(run + "-n"))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining(run + "-n");

    Network network = defined();

    assertThat(kvm.networks().get(run + "-n").uuid()).isEqualTo(network.uuid());
    assertThat(kvm.networks().list()).extracting(Network::name).contains(run + "-n");
  }

  @Test
  void lifeCycle_goesThroughItsStates() {
    Network network = defined();
    network.start();
    assertThat(network.active()).isTrue();
    network.destroy();
    assertThat(network.active()).isFalse();
    network.undefine();
    assertThat(kvm.networks().find(run + "-n")).isEmpty();
  }

  @Test
  void start_isRefused_whenItIsActive() {
    Network network = defined();
    network.start();

    assertThatThrownBy(network::start)
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining(run + "-n");
  }

  @Test
  void destroy_isRefused_whenItIsNotActive() {
    needs(Capability.STATE_CHECKS);
    Network network = defined();

    assertThatThrownBy(network::destroy)
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining(run + "-n");
  }

  @Test
  void handle_findsNothing_onceTheNetworkIsUndefined() {
    Network network = defined();
    network.undefine();

    assertThatThrownBy(network::active).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(network::start).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(network::undefine).isInstanceOf(NotFoundException.class);
  }

  @Test
  void autostart_isAsTheSpecSays_untilSet() {
    Network network = kvm.networks().define(spec("-n").toBuilder().autostart(false).build());
    assertThat(network.autostart()).isFalse();
    network.autostart(true);
    assertThat(network.autostart()).isTrue();
  }

  @Test
  void leases_areNone_whereNobodyAskedForOne() {
    needs(Capability.LEASES);
    Network network = defined();
    network.start();
    assertThat(network.leases()).isEmpty();
  }

  /** A guest with nothing to boot but the network asks for a lease by its firmware. */
  @Test
  void leases_nameTheGuest_thatHasBootedFromTheNetwork() {
    needs(Capability.LEASES);
    Network network =
        kvm.networks()
            .define(
                spec("-n").toBuilder().addDhcpHost(MAC, RESERVED.address(), "reserved").build());
    network.start();
    Domain domain =
        kvm.domains()
            .define(
                d ->
                    d.name(run + "-a")
                        .memory(ByteSize.mib(128))
                        .networkInterface(i -> i.network(run + "-n").mac(MAC).bootOrder(1)));
    domain.start();

    assertThat(domain.waitUntilAddress(Duration.ofMinutes(5))).isEqualTo(RESERVED.address());

    assertThat(network.leases()).hasSize(1);
    DhcpLease lease = network.leases().get(0);
    assertThat(lease.mac()).isEqualTo(MAC);
    assertThat(lease.ip()).isEqualTo(RESERVED);
    assertThat(domain.leases()).containsExactly(lease);
    assertThat(domain.addresses(AddressSource.LEASE))
        .containsExactly(new InterfaceAddress(MAC, RESERVED, AddressSource.LEASE));
  }
}
