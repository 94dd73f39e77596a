package io.kvmsdk.internal.driver;

import io.kvmsdk.node.HostInterface;
import io.kvmsdk.node.HostInterfaces;
import io.kvmsdk.value.MacAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** The network interfaces of a {@link Driver}'s host. */
final class DriverHostInterfaces implements HostInterfaces {
  private final URI uri;
  private final HostInterfaceDriver calls;

  DriverHostInterfaces(Driver driver) {
    this.uri = driver.uri();
    this.calls = driver.hostInterfaces();
  }

  @Override
  public List<HostInterface> list() {
    return calls.list().stream().<HostInterface>map(name -> new Handle(calls, name)).toList();
  }

  @Override
  public Optional<HostInterface> find(String name) {
    return calls.exists(name) ? Optional.of(new Handle(calls, name)) : Optional.empty();
  }

  @Override
  public HostInterface get(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new Absent("interface", name, uri).among(list().stream().map(HostInterface::name)));
  }

  /** One interface. */
  private record Handle(HostInterfaceDriver calls, String name) implements HostInterface {
    @Override
    public Optional<MacAddress> mac() {
      return Optional.of(calls.mac(name)).filter(mac -> !mac.isEmpty()).map(MacAddress::of);
    }

    @Override
    public boolean active() {
      return calls.active(name);
    }

    @Override
    public String xml() {
      return calls.xml(name);
    }

    @Override
    public String toString() {
      return "HostInterface " + name;
    }
  }
}
