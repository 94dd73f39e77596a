package io.kvmsdk.internal.driver;

import io.kvmsdk.domain.AddressSource;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.GuestAddress;
import io.kvmsdk.domain.InterfaceAddress;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.network.DhcpLease;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Looks for a guest's address in all places that may know it: the leases first, newest before
 * older, since a guest that changed its client id holds several; then the guest agent; then the ARP
 * table.
 */
final class AddressSearch {
  private final DriverDomain domain;
  private final Driver driver;
  private final GuestLeases leases;
  private final Set<DhcpLease> stale;
  private final Map<AddressSource, String> seen = new EnumMap<>(AddressSource.class);

  /**
   * @param stale leases known before the guest was booted; they may be an installer's, and are not
   *     taken for an answer
   */
  AddressSearch(DriverDomain domain, Driver driver, Set<DhcpLease> stale) {
    this.domain = domain;
    this.driver = driver;
    this.leases = GuestLeases.of(driver.networks(), domain.xml());
    this.stale = stale;
  }

  /** See {@code Domain.waitUntilAddress}. */
  InetAddress await(Duration atMost) {
    return driver
        .pacer()
        .await(subject(), "waiting for an address", atMost, this::look, () -> "Last seen: " + seen);
  }

  private Optional<InetAddress> look() {
    DomainState state = domain.state();
    if (!state.active()) {
      throw new ConflictException(
          subject(), "is " + state + ", so it will have no address", "Look at its console's log");
    }
    return leased().stream()
        .max(Comparator.comparing(DhcpLease::expiry))
        .map(lease -> lease.ip().address())
        .or(() -> first(AddressSource.AGENT))
        .or(() -> stale.isEmpty() ? first(AddressSource.ARP) : Optional.empty());
  }

  private Optional<InetAddress> first(AddressSource source) {
    return ask(source).stream().map(a -> a.ip().address()).findFirst();
  }

  /** See {@code Domain.addresses}. */
  List<GuestAddress> all() {
    DomainState state = domain.state();
    if (!state.active()) {
      throw new ConflictException(subject(), "is " + state + ", so it has no address", "Start it");
    }
    return AddressMerge.of(leased(), ask(AddressSource.AGENT), ask(AddressSource.ARP));
  }

  private List<DhcpLease> leased() {
    return note(
        AddressSource.LEASE,
        () ->
            leases.now().stream()
                .filter(l -> !stale.contains(l) && reachable(l.ip().address()))
                .toList());
  }

  private List<InterfaceAddress> ask(AddressSource source) {
    return note(
        source,
        () -> domain.addresses(source).stream().filter(a -> reachable(a.ip().address())).toList());
  }

  /** A source that cannot be asked knows nothing; why is told if time runs out. */
  private <T> List<T> note(AddressSource source, Supplier<List<T>> question) {
    try {
      List<T> answer = question.get();
      seen.put(source, answer.toString());
      return answer;
    } catch (KvmException e) {
      seen.put(source, e.problem());
      return List.of();
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
