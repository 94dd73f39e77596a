package io.kvmsdk.internal.driver;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.AddressSource;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainDisk;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.GuestAddress;
import io.kvmsdk.domain.InterfaceAddress;
import io.kvmsdk.domain.Nvram;
import io.kvmsdk.domain.ShutoffReason;
import io.kvmsdk.domain.Snapshots;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.xml.DomainXml;
import io.kvmsdk.network.DhcpLease;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/** One domain of a {@link Driver}; holds nothing but its names, so that nothing can leak. */
final class DriverDomain implements Domain {
  private final Driver driver;
  private final DomainDriver calls;
  private final Hypervisor host;
  private final ObjectRef ref;

  DriverDomain(Driver driver, Hypervisor host, ObjectRef ref) {
    this.driver = driver;
    this.host = host;
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
    GoldenVolumes.refuseWriter(host, definitionXml());
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
  public void undefine(Nvram nvram) {
    // libvirt would make it a transient one, which is lost when it stops.
    DomainState state = state();
    if (state.active()) {
      throw new ConflictException(subject(), "is " + state, "Destroy it before it is undefined");
    }
    calls.undefine(uuid(), nvram);
  }

  @Override
  public void managedSave() {
    calls.managedSave(uuid());
  }

  @Override
  public boolean hasManagedSave() {
    return calls.hasManagedSave(uuid());
  }

  @Override
  public void managedSaveRemove() {
    calls.managedSaveRemove(uuid());
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
  public Snapshots snapshots() {
    return new DriverSnapshots(driver, host, this);
  }

  @Override
  public DriverDomainDisk disk(String target) {
    List<String> targets = targets();
    if (!targets.contains(target)) {
      throw new NotFoundException(
          subject(), "has no disk '" + target + "'", "There are: " + targets);
    }
    return new DriverDomainDisk(driver, host, this, target);
  }

  @Override
  public List<DomainDisk> disks() {
    return targets().stream()
        .<DomainDisk>map(target -> new DriverDomainDisk(driver, host, this, target))
        .toList();
  }

  private List<String> targets() {
    return DomainXml.parse(xml()).disks().stream().flatMap(d -> d.target().stream()).toList();
  }

  @Override
  public List<InterfaceAddress> addresses(AddressSource source) {
    return calls.addresses(uuid(), source);
  }

  @Override
  public List<GuestAddress> addresses() {
    return new AddressSearch(this, driver, Set.of()).all();
  }

  @Override
  public List<DhcpLease> leases() {
    return GuestLeases.of(driver.networks(), definitionXml()).now();
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
  public InetAddress waitUntilAddress(Set<DhcpLease> before, Duration atMost) {
    return new AddressSearch(this, driver, before).await(atMost);
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
