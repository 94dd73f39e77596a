package io.kvmsdk.internal.driver;

import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.xml.NetworkXml;
import io.kvmsdk.network.DhcpLease;
import io.kvmsdk.network.Network;
import io.kvmsdk.network.NetworkSpec;
import io.kvmsdk.network.Networks;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The networks of a {@link Driver}. */
final class DriverNetworks implements Networks {
  private final URI uri;
  private final NetworkDriver calls;

  DriverNetworks(Driver driver) {
    this.uri = driver.uri();
    this.calls = driver.networks();
  }

  @Override
  public Network define(NetworkSpec spec) {
    // With a UUID of its own, a taken name is refused rather than redefined.
    NetworkSpec known = spec.toBuilder().uuid(spec.uuid().orElseGet(UUID::randomUUID)).build();
    ObjectRef ref = calls.define(NetworkXml.of(known).toXml());
    calls.autostart(ref.uuid(), spec.autostart());
    return new Handle(calls, ref);
  }

  @Override
  public Optional<Network> find(String name) {
    return calls.findByName(name).map(ref -> new Handle(calls, ref));
  }

  @Override
  public Network get(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new NotFoundException(
                    Subject.of("network", name),
                    "there is no such network on " + uri,
                    "There are: " + list().stream().map(Network::name).toList()));
  }

  @Override
  public List<Network> list() {
    return calls.list().stream().<Network>map(ref -> new Handle(calls, ref)).toList();
  }

  /** One network. */
  private record Handle(NetworkDriver calls, ObjectRef ref) implements Network {
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
    public List<DhcpLease> leases() {
      return calls.leases(uuid());
    }

    @Override
    public NetworkSpec spec() {
      return NetworkXml.parse(xml()).toSpec().toBuilder().autostart(autostart()).build();
    }

    @Override
    public String xml() {
      return calls.xml(uuid());
    }

    @Override
    public String toString() {
      return "Network " + name() + " (" + uuid() + ")";
    }
  }
}
