package io.kvmsdk.testkit;

import io.kvmsdk.domain.AddressSource;
import io.kvmsdk.domain.InterfaceAddress;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.xml.CharacterDeviceXml;
import io.kvmsdk.value.Cidr;
import io.kvmsdk.value.MacAddress;
import java.util.ArrayList;
import java.util.List;

/** What each source knows of the addresses of a running guest. */
final class GuestAddresses {
  private static final MacAddress LOOPBACK_MAC = MacAddress.of("00:00:00:00:00:00");
  private static final Cidr LOOPBACK = Cidr.of("127.0.0.1/8");

  private final FakeHost host;
  private final FakeDomain domain;

  GuestAddresses(FakeHost host, FakeDomain domain) {
    this.host = host;
    this.domain = domain;
  }

  List<InterfaceAddress> from(AddressSource source) {
    return switch (source) {
      case LEASE -> leased(source);
      case ARP -> own(source);
      case AGENT -> {
        requireAgent();
        List<InterfaceAddress> all = new ArrayList<>();
        all.add(new InterfaceAddress(LOOPBACK_MAC, LOOPBACK, source));
        all.addAll(own(source));
        yield all;
      }
    };
  }

  /** As libvirt has it of all that it asks an agent for. */
  void requireAgent() {
    boolean channel = domain.live().channels().stream().anyMatch(CharacterDeviceXml::isGuestAgent);
    if (!channel) {
      throw new UnsupportedException(
          domain.subject(), "has no channel for the guest agent", "Define it with guestAgent");
    }
    if (!domain.run().agentUp()) {
      throw new ConflictException(
          domain.subject(), "the guest agent does not answer", "Wait until the guest has booted");
    }
  }

  private List<InterfaceAddress> leased(AddressSource source) {
    return domain.run().macs().stream()
        .flatMap(
            mac ->
                host.networks.all().stream()
                    .flatMap(n -> n.leases().stream())
                    .filter(l -> l.mac().equals(mac))
                    .map(l -> new InterfaceAddress(mac, l.ip(), source)))
        .toList();
  }

  /** What the guest itself has: its leases, else the address that it gave itself. */
  private List<InterfaceAddress> own(AddressSource source) {
    if (!domain.run().onNetwork()) {
      return List.of();
    }
    List<InterfaceAddress> leased = leased(source);
    List<InterfaceAddress> all = new ArrayList<>(leased);
    for (MacAddress mac : domain.run().macs()) {
      if (leased.stream().noneMatch(a -> a.mac().equals(mac))) {
        domain
            .run()
            .script()
            .address()
            .ifPresent(a -> all.add(new InterfaceAddress(mac, a, source)));
      }
    }
    return all;
  }
}
