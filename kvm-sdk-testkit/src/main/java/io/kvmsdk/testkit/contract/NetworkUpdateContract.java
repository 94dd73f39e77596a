package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.change.Update;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.network.DhcpHost;
import io.kvmsdk.network.DhcpRange;
import io.kvmsdk.network.DnsHost;
import io.kvmsdk.network.Network;
import io.kvmsdk.network.NetworkSpec;
import io.kvmsdk.value.ByteSize;
import io.kvmsdk.value.Cidr;
import io.kvmsdk.value.MacAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code Network.planUpdate} and {@code update} promise, on any hypervisor. */
public abstract class NetworkUpdateContract extends HypervisorContract {
  private static final Cidr GATEWAY = Cidr.of("192.168.233.1/24");
  private static final MacAddress MAC = MacAddress.of("52:54:00:6b:76:6e");
  private static final DhcpHost RESERVED = DhcpHost.of(MAC.text(), "192.168.233.77", "web");
  private static final String SECTIONS =
      "<portgroup name='fast' default='no'><bandwidth><inbound average='1000'/></bandwidth>"
          + "</portgroup>";

  protected final Network active() {
    Network network =
        kvm.networks()
            .define(
                NetworkSpec.isolated(run + "-n", GATEWAY).toBuilder()
                    .addDhcpHost(DhcpHost.of("52:54:00:6b:76:6f", "192.168.233.9", "old"))
                    .addDnsHost(DnsHost.of("192.168.233.9", "old.example"))
                    .autostart(false)
                    .build());
    network.start();
    return network;
  }

  private static List<String> lines(Update update) {
    return update.changes().stream().map(c -> c.effect() + " " + c.summary()).toList();
  }

  @Test
  void update_changesAnActiveNetwork_inPlace() {
    needs(Capability.NETWORK_UPDATES);
    Network network = active();

    Update update =
        network.planUpdate(
            n ->
                n.dhcpHosts(List.of(RESERVED))
                    .dnsHosts(List.of(DnsHost.of("192.168.233.77", "web.example")))
                    .dhcpRanges(List.of(DhcpRange.of("192.168.233.100", "192.168.233.200")))
                    .addRawXml(SECTIONS)
                    .addRawXml("<dns><txt name='kvmsdk.example' value='here'/></dns>")
                    .autostart(true));

    assertThat(lines(update))
        .containsExactlyInAnyOrder(
            "LIVE remove dhcp host 52:54:00:6b:76:6f",
            "LIVE add dhcp host 52:54:00:6b:76:6e",
            "LIVE remove dhcp range 192.168.233.254 192.168.233.2",
            "LIVE add dhcp range 192.168.233.200 192.168.233.100",
            "LIVE remove dns host 192.168.233.9",
            "LIVE add dns host 192.168.233.77",
            "LIVE add dns txt kvmsdk.example",
            "LIVE add port group fast",
            "LIVE set autostart to true");
    update.apply();

    assertThat(network.active()).isTrue();
    for (String xml : List.of(network.xml(), network.definitionXml())) {
      assertThat(xml)
          .contains("web.example", "192.168.233.77", "192.168.233.200", "fast", "kvmsdk.example")
          .doesNotContain("old");
    }
    assertThat(network.autostart()).isTrue();
    assertThat(network.planUpdate(n -> {}).changes()).isEmpty();
  }

  @Test
  void update_changesAStaticLease_knownByItsMac() {
    needs(Capability.NETWORK_UPDATES);
    Network network = active();
    DhcpHost moved = DhcpHost.of("52:54:00:6b:76:6f", "192.168.233.10", "old");

    Update update = network.planUpdate(n -> n.dhcpHosts(List.of(moved)));

    assertThat(lines(update)).containsExactly("LIVE change dhcp host 52:54:00:6b:76:6f");
    update.apply();
    assertThat(network.spec().dhcpHosts()).containsExactly(moved);
    assertThat(network.xml()).contains("192.168.233.10").doesNotContain("'192.168.233.9' ");
  }

  @Test
  void update_saysWhatNeedsARestart_andKeepsTheRest() {
    needs(Capability.NETWORK_UPDATES);
    Network network = active();
    String before = network.xml();

    Update update = network.planUpdate(n -> n.mtu(1400).domain("kvmsdk.example"));

    assertThat(lines(update))
        .containsExactlyInAnyOrder("NEXT_START change mtu", "NEXT_START change domain");
    update.apply();
    assertThat(network.xml()).isEqualTo(before);
    assertThat(network.spec().mtu()).hasValue(1400);
    network.destroy();
    network.start();
    assertThat(network.xml()).contains("1400", "kvmsdk.example");
  }

  @Test
  void update_ofAnInactiveNetwork_isOfItsNextStart() {
    Network network = active();
    network.destroy();

    Update update = network.planUpdate(n -> n.addDhcpHost(RESERVED));

    assertThat(lines(update)).containsExactly("NEXT_START add dhcp host " + MAC);
    update.apply();
    assertThat(network.spec().dhcpHosts()).contains(RESERVED);
  }

  @Test
  void apply_takesBackWhatItDid_whenAStepFails() {
    needs(Capability.NETWORK_UPDATES);
    Network network = active();
    String before = network.definitionXml();
    String live = network.xml();
    // Two of one address, which libvirt finds out only when it is to serve them.
    DhcpHost second = DhcpHost.of("52:54:00:6b:76:70", "192.168.233.77", "other");
    Update update = network.planUpdate(n -> n.addDhcpHost(RESERVED).addDhcpHost(second));

    assertThatThrownBy(update::apply).isInstanceOf(KvmException.class).hasNoSuppressedExceptions();
    assertThat(network.definitionXml()).isEqualTo(before);
    assertThat(network.xml()).isEqualTo(live);
  }

  @Test
  void apply_isRefused_whenSomebodyElseWasFaster() {
    needs(Capability.NETWORK_UPDATES);
    Network network = active();
    Update update = network.planUpdate(n -> n.addDhcpHost(RESERVED));
    network.update(network.spec().toBuilder().mtu(1400).build());

    assertThatThrownBy(update::apply)
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("since this update was planned");
  }

  @Test
  void undefine_isRefused_whileItIsActive() {
    Network network = active();

    assertThatThrownBy(network::undefine)
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("is active. Destroy it");
    assertThat(network.autostart()).isFalse();
    network.destroy();
    network.undefine();
    assertThat(kvm.networks().find(run + "-n")).isEmpty();
  }

  /** A guest with nothing to boot but the network asks for a lease by its firmware. */
  @Test
  void aGuest_getsTheLeaseThatWasReservedMeanwhile() {
    needs(Capability.LEASES);
    Network network = active();
    network.update(n -> n.addDhcpHost(RESERVED));
    Domain domain =
        kvm.domains()
            .define(
                d ->
                    d.name(run + "-a")
                        .memory(ByteSize.mib(128))
                        .networkInterface(i -> i.network(run + "-n").mac(MAC).bootOrder(1)));
    domain.start();

    InetAddress address = domain.waitUntilAddress(Duration.ofMinutes(5));

    assertThat(address).isEqualTo(RESERVED.ip());
  }
}
