package io.kvmsdk.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.throwable;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.value.Cidr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkSpecTest {
  @ParameterizedTest
  @CsvSource({
    "192.168.100.1/24, 192.168.100.2, 192.168.100.254",
    "192.168.100.200/24, 192.168.100.201, 192.168.100.254",
    "10.0.0.1/30, 10.0.0.2, 10.0.0.2",
    "10.0.0.1/8, 10.0.0.2, 10.0.255.254",
    "fd00::1/64, fd00::2, fd00::fffe"
  })
  void nat_servesAllAddressesAboveTheGateways(String gateway, String start, String end) {
    assertThat(NetworkSpec.nat("lab", Cidr.of(gateway)).dhcpRanges())
        .containsExactly(DhcpRange.of(start, end));
  }

  @ParameterizedTest
  @CsvSource({"10.0.0.1/32", "10.0.0.1/31", "192.168.100.254/24"})
  void nat_whereThereIsNoRoomForGuests_saysSo(String gateway) {
    assertThatThrownBy(() -> NetworkSpec.nat("lab", Cidr.of(gateway)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(gateway);
  }

  @Test
  void build_whenMuchIsWrong_tellsAllOfIt() {
    NetworkSpec.Builder network =
        NetworkSpec.builder()
            .name("lab")
            .bridge("a-name-that-is-too-long")
            .mtu(1)
            .addAddress("10.0.0.1/24")
            .addAddress("10.0.1.1/24")
            .addAddress("fd00::1/64")
            .addDhcpRange(DhcpRange.of("10.0.0.200", "10.0.0.100"))
            .addDhcpRange(DhcpRange.of("10.0.1.2", "10.0.1.9"))
            .addDhcpRange(DhcpRange.of("10.0.0.2", "10.0.1.1"))
            .addDhcpHost(DhcpHost.of("52:54:00:00:00:01", "172.16.0.1", "far"))
            .addDhcpHost(DhcpHost.of("52:54:00:00:00:01", "fd00::5", "six"));
    assertThatThrownBy(network::build)
        .asInstanceOf(throwable(InvalidSpecException.class))
        .satisfies(
            e ->
                assertThat(e.problems())
                    .hasSize(8)
                    .anyMatch(p -> p.contains("the bridge's name is longer than 15"))
                    .anyMatch(p -> p.contains("mtu must be 68 to 65535"))
                    .anyMatch(p -> p.contains("10.0.0.200 to 10.0.0.100 ends before it starts"))
                    .anyMatch(p -> p.contains("10.0.0.2 to 10.0.1.1 lies outside"))
                    .anyMatch(p -> p.contains("DHCP host 172.16.0.1 lies outside"))
                    .anyMatch(p -> p.contains("DHCPv6 goes by DUID"))
                    .anyMatch(p -> p.contains("the same MAC address"))
                    .anyMatch(p -> p.contains("more than one address of the same IP version")));
  }

  @Test
  void build_onTheHostsOwnBridge_hasNoAddressesAndNoOtherBridge() {
    NetworkSpec.Builder network =
        NetworkSpec.builder()
            .name("outside")
            .forward(ForwardMode.bridge("br0"))
            .bridge("virbr5")
            .addAddress("10.0.0.1/24");
    assertThatThrownBy(network::build)
        .asInstanceOf(throwable(InvalidSpecException.class))
        .satisfies(e -> assertThat(e.problems()).hasSize(2));
  }

  @Test
  void build_whenPartsDoNotFitTheNetwork_tellsWhich() {
    NetworkSpec.Builder network =
        NetworkSpec.builder()
            .name("six")
            .addAddress("fd00::1/64")
            .domainLocalOnly(true)
            .bootp(Bootp.of("pxelinux.0"))
            .addPortGroup(PortGroup.of("a").asDefault())
            .addPortGroup(PortGroup.vlan("a", 7).asDefault())
            .addRoute(StaticRoute.of("10.1.0.0/16", "10.0.0.2"));
    assertThatThrownBy(network::build)
        .asInstanceOf(throwable(InvalidSpecException.class))
        .satisfies(
            e ->
                assertThat(e.problems())
                    .hasSize(5)
                    .anyMatch(p -> p.contains("domainLocalOnly is of a domain"))
                    .anyMatch(p -> p.contains("guests with IPv4 addresses"))
                    .anyMatch(p -> p.contains("two port groups have the same name"))
                    .anyMatch(p -> p.contains("two port groups are the default"))
                    .anyMatch(p -> p.contains("route gateway 10.0.0.2 lies outside")));
  }
}
