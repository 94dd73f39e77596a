package io.kvmsdk.internal.driver;

import io.kvmsdk.domain.AddressSource;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.InterfaceAddress;
import io.kvmsdk.domain.InterfaceSource;
import io.kvmsdk.domain.InterfaceSpec;
import io.kvmsdk.domain.ShutoffReason;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.xml.DomainXml;
import io.kvmsdk.network.DhcpLease;
import io.kvmsdk.value.MacAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** One domain of a {@link Driver}; holds nothing but its names, so that nothing can leak. */
final class DriverDomain implements Domain {
  private final Driver driver;
  private final DomainDriver calls;
  private final ObjectRef ref;

  DriverDomain(Driver driver, ObjectRef ref) {
    this.driver = driver;
    this.calls = driver.domains();
    this.ref = ref;
  }

  @Override
  public String name() {
    return ref.name();
  }

  @Override
  public UUID uuid() {
    return ref.uuid();
  }

  @Override
  public DomainState state() {
    return calls.state(uuid());
  }

  @Override
  public Optional<ShutoffReason> shutoffReason() {
    return calls.shutoffReason(uuid());
  }

  @Override
  public void start() {
    calls.create(uuid());
  }

  @Override
  public void shutdown() {
    calls.shutdown(uuid());
  }

  @Override
  public void destroy() {
    calls.destroy(uuid());
  }

  @Override
  public void reboot() {
    calls.reboot(uuid());
  }

  @Override
  public void suspend() {
    calls.suspend(uuid());
  }

  @Override
  public void resume() {
    calls.resume(uuid());
  }

  @Override
  public void undefine() {
    // libvirt would make it a transient one, which is lost when it stops.
    DomainState state = state();
    if (state.active()) {
      throw new ConflictException(subject(), "is " + state, "Destroy it before it is undefined");
    }
    calls.undefine(uuid());
  }

  @Override
  public void autostart(boolean on) {
    calls.autostart(uuid(), on);
  }

  @Override
  public boolean autostart() {
    return calls.autostart(uuid());
  }

  @Override
  public String xml() {
    return calls.xml(uuid(), false);
  }

  @Override
  public String definitionXml() {
    return calls.xml(uuid(), true);
  }

  @Override
  public DomainSpec spec() {
    return DomainXml.parse(definitionXml()).toSpec();
  }

  @Override
  public List<InterfaceAddress> addresses(AddressSource source) {
    return calls.addresses(uuid(), source);
  }

  @Override
  public List<DhcpLease> leases() {
    List<InterfaceSpec> interfaces = spec().interfaces();
    Set<MacAddress> macs =
        interfaces.stream()
            .map(InterfaceSpec::mac)
            .flatMap(Optional::stream)
            .collect(Collectors.toSet());
    return interfaces.stream()
        .map(InterfaceSpec::source)
        .filter(InterfaceSource.Network.class::isInstance)
        .map(s -> ((InterfaceSource.Network) s).name())
        .distinct()
        .flatMap(network -> driver.networks().findByName(network).stream())
        .flatMap(network -> driver.networks().leases(network.uuid()).stream())
        .filter(lease -> macs.contains(lease.mac()))
        .toList();
  }

  @Override
  public DomainState waitUntil(Set<DomainState> states, Duration atMost) {
    AtomicReference<DomainState> last = new AtomicReference<>();
    return driver
        .pacer()
        .await(
            subject(),
            "waiting for " + (states.size() == 1 ? states.iterator().next() : "one of " + states),
            atMost,
            () -> {
              last.set(state());
              return Optional.of(last.get()).filter(states::contains);
            },
            () -> "It was last seen " + last.get());
  }

  @Override
  public InetAddress waitUntilAddress(Duration atMost) {
    return new AddressSearch(this, driver.pacer(), Set.of()).await(atMost);
  }

  private Subject subject() {
    return Subject.of("domain", name());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DriverDomain d && d.driver == driver && d.uuid().equals(uuid());
  }

  @Override
  public int hashCode() {
    return uuid().hashCode();
  }

  /** Identity first, then the state, for REPLs. */
  @Override
  public String toString() {
    return "Domain " + name() + " (" + stateNow() + ", " + uuid() + ")";
  }

  private String stateNow() {
    try {
      return state().toString();
    } catch (KvmException e) {
      return e.problem();
    }
  }
}
