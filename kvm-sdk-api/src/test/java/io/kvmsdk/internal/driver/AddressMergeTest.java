package io.kvmsdk.internal.driver;

import static io.kvmsdk.domain.AddressSource.AGENT;
import static io.kvmsdk.domain.AddressSource.ARP;
import static io.kvmsdk.domain.AddressSource.LEASE;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.domain.AddressSource;
import io.kvmsdk.domain.GuestAddress;
import io.kvmsdk.domain.InterfaceAddress;
import io.kvmsdk.network.DhcpLease;
import io.kvmsdk.value.Cidr;
import io.kvmsdk.value.MacAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AddressMergeTest {
  private static final MacAddress FIRST = MacAddress.of("52:54:00:00:00:01");
  private static final MacAddress SECOND = MacAddress.of("52:54:00:00:00:02");

  private static DhcpLease lease(MacAddress mac, String ip, int expiry) {
    return new DhcpLease(mac, Cidr.of(ip), Optional.empty(), Instant.ofEpochSecond(expiry));
  }

  private static InterfaceAddress seen(MacAddress mac, String ip, AddressSource source) {
    return new InterfaceAddress(mac, Cidr.of(ip), source);
  }

  private static GuestAddress all(MacAddress mac, String ip, AddressSource... by) {
    return new GuestAddress(mac, Cidr.of(ip), Set.of(by));
  }

  @Test
  void of_tellsAllWhoKnow_ofOneAddress() {
    assertThat(
            AddressMerge.of(
                List.of(lease(FIRST, "10.0.0.5/24", 1)),
                List.of(seen(FIRST, "10.0.0.5/24", AGENT)),
                List.of(seen(FIRST, "10.0.0.5/32", ARP))))
        .containsExactly(all(FIRST, "10.0.0.5/24", LEASE, AGENT, ARP));
  }

  /** As with Debian's cloud-init, which asks by another client id than the firmware did. */
  @Test
  void of_takesTheNewestLease_whenACardHoldsTwo() {
    assertThat(
            AddressMerge.of(
                List.of(
                    lease(FIRST, "10.0.0.5/24", 10),
                    lease(FIRST, "10.0.0.9/24", 20),
                    lease(FIRST, "10.0.0.7/24", 15),
                    lease(FIRST, "fd00::5/64", 5),
                    lease(SECOND, "10.0.0.6/24", 1)),
                List.of(),
                List.of()))
        .containsExactlyInAnyOrder(
            all(FIRST, "10.0.0.9/24", LEASE),
            all(FIRST, "fd00::5/64", LEASE),
            all(SECOND, "10.0.0.6/24", LEASE));
  }

  @Test
  void of_believesTheAgent_againstLeasesAndArpOfAnEarlierBoot() {
    assertThat(
            AddressMerge.of(
                List.of(lease(FIRST, "10.0.0.5/24", 10), lease(SECOND, "10.0.0.6/24", 1)),
                List.of(seen(FIRST, "10.0.0.9/24", AGENT)),
                List.of(seen(FIRST, "10.0.0.5/32", ARP), seen(SECOND, "10.0.0.6/32", ARP))))
        .containsExactly(all(SECOND, "10.0.0.6/24", LEASE, ARP), all(FIRST, "10.0.0.9/24", AGENT));
  }

  @Test
  void of_isEmpty_whenNobodyKnows() {
    assertThat(AddressMerge.of(List.of(), List.of(), List.of())).isEmpty();
  }
}
