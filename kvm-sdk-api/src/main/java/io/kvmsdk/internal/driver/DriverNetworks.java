package io.kvmsdk.internal.driver;

import io.kvmsdk.Pacer;
import io.kvmsdk.change.Update;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.event.Registration;
import io.kvmsdk.internal.xml.NetworkXml;
import io.kvmsdk.network.DhcpLease;
import io.kvmsdk.network.Network;
import io.kvmsdk.network.NetworkEvent;
import io.kvmsdk.network.NetworkFilter;
import io.kvmsdk.network.NetworkSpec;
import io.kvmsdk.network.Networks;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** The networks of a {@link Driver}. */
final class DriverNetworks implements Networks {
  private final URI uri;
  private final Pacer pacer;
  private final NetworkDriver calls;
  private final EventDriver events;

  DriverNetworks(Driver driver) {
    this.uri = driver.uri();
    this.pacer = driver.pacer();
    this.calls = driver.networks();
    this.events = driver.events();
  }

  @Override
  public Network define(NetworkSpec spec) {
    String document = document(spec);
    ObjectRef ref = calls.define(document);
    Aftermath.orUndo(
        () -> {
          new BridgeChoice(calls, document).settle(ref);
          calls.autostart(ref.uuid(), spec.autostart());
        },
        () -> {
          if (spec.uuid().isEmpty()) { // else it may have been there before
            calls.undefine(ref.uuid());
          }
        });
    return new Handle(pacer, calls, ref);
  }

  /** With a UUID of its own, a taken name is refused rather than redefined. */
  private static String document(NetworkSpec spec) {
    NetworkSpec known = spec.toBuilder().uuid(spec.uuid().orElseGet(UUID::randomUUID)).build();
    return NetworkXml.of(known).toXml();
  }

  @Override
  public Network create(NetworkSpec spec) {
    return new Handle(pacer, calls, new BridgeChoice(calls, document(spec)).create());
  }

  @Override
  public Optional<Network> find(String name) {
    return calls.findByName(name).map(ref -> new Handle(pacer, calls, ref));
  }

  @Override
  public Network get(String name) {
    return find(name)
        .orElseThrow(
            () -> new Absent("network", name, uri).among(list().stream().map(Network::name)));
  }

  @Override
  public List<Network> list(NetworkFilter... filters) {
    return calls.list(Set.copyOf(List.of(filters))).stream()
        .<Network>map(ref -> new Handle(pacer, calls, ref))
        .toList();
  }

  @Override
  public Registration listen(Consumer<NetworkEvent> listener) {
    return events.listen(NetworkEvent.class, Set.of(NetworkEvent.class), listener);
  }

  /** One network. */
  private record Handle(Pacer pacer, NetworkDriver calls, ObjectRef ref) implements Network {
    @Override
    public String name() {
      return ref.name();
    }

    @Override
    public UUID uuid() {
      return ref.uuid();
    }

    @Override
    public boolean active() {
      return calls.active(uuid());
    }

    @Override
    public void start() {
      calls.create(uuid());
    }

    @Override
    public void destroy() {
      calls.destroy(uuid());
    }

    @Override
    public void undefine() {
      // libvirt would make it a transient one, which is lost when it is destroyed.
      if (active()) {
        throw new ConflictException(
            Subject.of("network", name()), "is active", "Destroy it before it is undefined");
      }
      calls.undefine(uuid());
    }

    @Override
    public Update planUpdate(NetworkSpec wanted) {
      return new NetworkPlanner(pacer, calls, ref).update(wanted);
    }

    @Override
    public boolean persistent() {
      return calls.persistent(uuid());
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
    public List<DhcpLease> leases() {
      return calls.leases(uuid());
    }

    @Override
    public NetworkSpec spec() {
      return NetworkXml.parse(definitionXml()).toSpec().toBuilder().autostart(autostart()).build();
    }

    @Override
    public String xml() {
      return calls.xml(uuid());
    }

    @Override
    public String definitionXml() {
      return calls.definitionXml(uuid());
    }

    @Override
    public String toString() {
      return "Network " + name() + " (" + uuid() + ")";
    }
  }
}
