package io.kvmsdk.internal.driver;

import io.kvmsdk.Pacer;
import io.kvmsdk.domain.AddressSource;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.InterfaceAddress;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.network.DhcpLease;
import io.kvmsdk.value.Cidr;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Looks for a guest's address in all places that may know it: the leases first, newest before
 * older, since a guest that changed its client id holds several; then the guest agent; then the ARP
 * table.
 */
public final class AddressSearch {
  private final Domain domain;
  private final Pacer pacer;
  private final Set<DhcpLease> stale;
  private final Map<AddressSource, String> seen = new EnumMap<>(AddressSource.class);

  /**
   * @param stale leases known before the guest was booted; they may be an installer's, and are not
   *     taken for an answer
   */
  public AddressSearch(Domain domain, Pacer pacer, Set<DhcpLease> stale) {
    this.domain = domain;
    this.pacer = pacer;
    this.stale = stale;
  }

  /** See {@link Domain#waitUntilAddress}. */
  public InetAddress await(Duration atMost) {
    return pacer.await(
        subject(), "waiting for an address", atMost, this::look, () -> "Last seen: " + seen);
  }

  private Optional<InetAddress> look() {
    DomainState state = domain.state();
    if (!state.active()) {
      throw new ConflictException(
          subject(), "is " + state + ", so it will have no address", "Look at its console's log");
    }
    return lease()
        .or(() -> ask(AddressSource.AGENT))
        .or(() -> stale.isEmpty() ? ask(AddressSource.ARP) : Optional.empty());
  }

  private Optional<InetAddress> lease() {
    try {
      List<DhcpLease> leases = domain.leases().stream().filter(l -> !stale.contains(l)).toList();
      seen.put(AddressSource.LEASE, leases.toString());
      return leases.stream()
          .filter(l -> reachable(l.ip().address()))
          .max(Comparator.comparing(DhcpLease::expiry))
          .map(DhcpLease::ip)
          .map(Cidr::address);
    } catch (KvmException e) {
      seen.put(AddressSource.LEASE, e.problem());
      return Optional.empty();
    }
  }

  private Optional<InetAddress> ask(AddressSource source) {
    try {
      List<InterfaceAddress> found = domain.addresses(source);
      seen.put(source, found.toString());
      return found.stream().map(a -> a.ip().address()).filter(AddressSearch::reachable).findFirst();
    } catch (KvmException e) {
      seen.put(source, e.problem());
      return Optional.empty();
    }
  }

  private static boolean reachable(InetAddress address) {
    return !address.isLoopbackAddress()
        && !address.isLinkLocalAddress()
        && !address.isAnyLocalAddress();
  }

  private Subject subject() {
    return Subject.of("domain", domain.name());
  }
}
