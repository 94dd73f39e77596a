package io.kvmsdk.internal.driver;

import io.kvmsdk.internal.xml.DomainXml;
import io.kvmsdk.internal.xml.InterfaceXml;
import io.kvmsdk.network.DhcpLease;
import io.kvmsdk.value.MacAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The leases of one guest on libvirt networks.
 *
 * @param macs of its network cards
 * @param names of the networks that they are on
 */
record GuestLeases(NetworkDriver networks, Set<MacAddress> macs, List<String> names) {
  /** Reads the domain's document once, so that looking again and again costs no parsing. */
  static GuestLeases of(NetworkDriver networks, String domainXml) {
    List<InterfaceXml> cards = DomainXml.parse(domainXml).interfaces();
    return new GuestLeases(
        networks,
        cards.stream()
            .map(InterfaceXml::mac)
            .flatMap(Optional::stream)
            .collect(Collectors.toUnmodifiableSet()),
        cards.stream()
            .filter(c -> c.type().equals("network"))
            .map(InterfaceXml::network)
            .flatMap(Optional::stream)
            .distinct()
            .toList());
  }

  /** Those that have not run out, also of an earlier boot. */
  List<DhcpLease> now() {
    return names.stream()
        .flatMap(network -> networks.findByName(network).stream())
        .flatMap(network -> networks.leases(network.uuid()).stream())
        .filter(lease -> macs.contains(lease.mac()))
        .toList();
  }
}
