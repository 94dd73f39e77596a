package io.kvmsdk.testkit;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.internal.driver.NetworkDriver;
import io.kvmsdk.internal.driver.ObjectRef;
import io.kvmsdk.internal.xml.NetworkSection;
import io.kvmsdk.internal.xml.NetworkXml;
import io.kvmsdk.internal.xml.XmlTree;
import io.kvmsdk.network.DhcpLease;
import io.kvmsdk.network.NetworkFilter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.w3c.dom.Element;

/** libvirt's network calls on a fake host. */
final class FakeNetworks implements NetworkDriver {
  /** The modes in which libvirt makes the bridge itself; empty for an isolated network. */
  private static final Set<String> OWN_BRIDGE = Set.of("", "nat", "route", "open");

  private final Connection connection;
  private final FakeHost host;
  private final Registry<FakeNetwork> networks;

  FakeNetworks(Connection connection) {
    this.connection = connection;
    this.host = connection.host;
    this.networks = host.networks;
  }

  @Override
  public List<ObjectRef> list(Set<NetworkFilter> filters) {
    return connection.call(
        Operation.NETWORK_LOOKUP,
        networks.subject("*"),
        () -> networks.refs(n -> FakeNetwork.FILTERS.accept(filters, n::is)));
  }

  @Override
  public Optional<ObjectRef> findByName(String name) {
    return connection.call(
        Operation.NETWORK_LOOKUP,
        networks.subject(name),
        () -> networks.find(name).map(FakeNetwork::ref));
  }

  @Override
  public ObjectRef define(String xml) {
    NetworkXml document = NetworkXml.parse(xml);
    return connection.call(
        Operation.NETWORK_DEFINE, networks.subject(document.name()), () -> define(document));
  }

  private ObjectRef define(NetworkXml document) {
    FakeNetwork network = networkOf(document);
    network.define(document);
    networks.add(network);
    return network.ref();
  }

  private FakeNetwork networkOf(NetworkXml document) {
    ObjectRef ref = networks.claim(document.name(), document.uuid());
    document.uuid(ref.uuid());
    nameBridge(document, ref);
    return networks.find(ref.uuid()).orElseGet(() -> new FakeNetwork(host, ref));
  }

  @Override
  public ObjectRef create(String xml) {
    NetworkXml document = NetworkXml.parse(xml);
    return connection.call(
        Operation.NETWORK_CREATE, networks.subject(document.name()), () -> create(document));
  }

  private ObjectRef create(NetworkXml document) {
    FakeNetwork network = networkOf(document);
    network.startAs(document);
    networks.add(network);
    return network.ref();
  }

  private void nameBridge(NetworkXml document, ObjectRef ref) {
    if (!OWN_BRIDGE.contains(document.forwardMode().orElse(""))) {
      return;
    }
    Set<String> taken =
        networks.all().stream()
            .filter(n -> !n.ref().equals(ref))
            .flatMap(n -> n.bridge().stream())
            .collect(Collectors.toSet());
    if (document.bridge().filter(taken::contains).isPresent()) {
      throw new ConflictException(
          networks.subject(ref.name()),
          "the bridge " + document.bridge().get() + " belongs to another network",
          "Leave the bridge's name to the host");
    }
    if (document.bridge().isEmpty()) {
      int n = 0;
      while (taken.contains("virbr" + n)) {
        n++;
      }
      document.bridge("virbr" + n);
    }
  }

  @Override
  public void create(UUID network) {
    connection.change(Operation.NETWORK_START, networks, network, FakeNetwork::start);
  }

  @Override
  public void destroy(UUID network) {
    connection.change(Operation.NETWORK_DESTROY, networks, network, FakeNetwork::destroy);
  }

  @Override
  public void undefine(UUID network) {
    connection.change(Operation.NETWORK_UNDEFINE, networks, network, FakeNetwork::undefine);
  }

  @Override
  public String xml(UUID network) {
    return connection.ask(Operation.NETWORK_READ, networks, network, FakeNetwork::xml);
  }

  @Override
  public String definitionXml(UUID network) {
    return connection.ask(Operation.NETWORK_READ, networks, network, FakeNetwork::definitionXml);
  }

  @Override
  public boolean persistent(UUID network) {
    return connection.ask(Operation.NETWORK_READ, networks, network, FakeNetwork::persistent);
  }

  @Override
  public void update(
      UUID network, Command command, NetworkSection section, int parentIndex, String xml) {
    Element element = XmlTree.parse(xml);
    connection.change(
        Operation.NETWORK_UPDATE,
        networks,
        network,
        n -> n.update(command, section, parentIndex, element));
  }

  @Override
  public boolean active(UUID network) {
    return connection.ask(Operation.NETWORK_READ, networks, network, FakeNetwork::active);
  }

  @Override
  public void autostart(UUID network, boolean on) {
    connection.change(Operation.NETWORK_AUTOSTART, networks, network, n -> n.autostart(on));
  }

  @Override
  public boolean autostart(UUID network) {
    return connection.ask(Operation.NETWORK_READ, networks, network, FakeNetwork::autostart);
  }

  @Override
  public List<DhcpLease> leases(UUID network) {
    return connection.ask(Operation.NETWORK_LEASES, networks, network, FakeNetwork::leases);
  }
}
