package io.kvmsdk.internal.driver;

import io.kvmsdk.domain.AddressSource;
import io.kvmsdk.domain.GuestAddress;
import io.kvmsdk.domain.InterfaceAddress;
import io.kvmsdk.network.DhcpLease;
import io.kvmsdk.value.Cidr;
import io.kvmsdk.value.MacAddress;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Puts together what leases, guest agent and ARP table know of one guest. */
final class AddressMerge {
  private record Key(MacAddress mac, InetAddress address) {}

  private final Map<Key, Cidr> found = new LinkedHashMap<>();
  private final Map<Key, Set<AddressSource>> seenBy = new LinkedHashMap<>();

  private AddressMerge() {}

  /**
   * @param leases in any order; of several that one card holds, in one IP version, only the newest
   *     counts, and a card that the agent speaks of has only what the agent says
   * @param agent empty if it does not answer
   */
  static List<GuestAddress> of(
      List<DhcpLease> leases, List<InterfaceAddress> agent, List<InterfaceAddress> arp) {
    AddressMerge merge = new AddressMerge();
    newest(leases).forEach(l -> merge.add(l.mac(), l.ip(), AddressSource.LEASE));
    agent.forEach(a -> merge.add(a.mac(), a.ip(), AddressSource.AGENT));
    Set<MacAddress> spokenOf =
        agent.stream().map(InterfaceAddress::mac).collect(Collectors.toSet());
    merge
        .seenBy
        .entrySet()
        .removeIf(
            e ->
                spokenOf.contains(e.getKey().mac()) && !e.getValue().contains(AddressSource.AGENT));
    arp.stream()
        .filter(a -> !spokenOf.contains(a.mac()) || merge.knows(a))
        .forEach(a -> merge.add(a.mac(), a.ip(), AddressSource.ARP));
    return merge.all();
  }

  private static Collection<DhcpLease> newest(List<DhcpLease> leases) {
    record CardAndVersion(MacAddress mac, Class<?> version) {}
    Map<CardAndVersion, DhcpLease> newest = new LinkedHashMap<>();
    for (DhcpLease lease : leases) {
      newest.merge(
          new CardAndVersion(lease.mac(), lease.ip().address().getClass()),
          lease,
          (a, b) -> a.expiry().isBefore(b.expiry()) ? b : a);
    }
    return newest.values();
  }

  private boolean knows(InterfaceAddress a) {
    return seenBy.containsKey(new Key(a.mac(), a.ip().address()));
  }

  /** The first prefix stays: leases and the agent know it, the ARP table does not. */
  private void add(MacAddress mac, Cidr ip, AddressSource source) {
    Key key = new Key(mac, ip.address());
    found.putIfAbsent(key, ip);
    seenBy.computeIfAbsent(key, k -> EnumSet.noneOf(AddressSource.class)).add(source);
  }

  private List<GuestAddress> all() {
    List<GuestAddress> all = new ArrayList<>();
    seenBy.forEach((key, who) -> all.add(new GuestAddress(key.mac(), found.get(key), who)));
    all.sort(Comparator.comparing((GuestAddress a) -> a.seenBy().size()).reversed());
    return List.copyOf(all);
  }
}
