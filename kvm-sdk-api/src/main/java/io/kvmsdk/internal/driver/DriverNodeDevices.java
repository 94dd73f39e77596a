package io.kvmsdk.internal.driver;

import io.kvmsdk.event.Registration;
import io.kvmsdk.internal.xml.NodeCapability;
import io.kvmsdk.internal.xml.NodeDeviceXml;
import io.kvmsdk.node.NodeDevice;
import io.kvmsdk.node.NodeDeviceEvent;
import io.kvmsdk.node.NodeDeviceInfo;
import io.kvmsdk.node.NodeDeviceKind;
import io.kvmsdk.node.NodeDevices;
import io.kvmsdk.node.PciDevice;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The devices of a {@link Driver}'s host. */
final class DriverNodeDevices implements NodeDevices {
  private final URI uri;
  private final NodeDeviceDriver calls;
  private final EventDriver events;

  DriverNodeDevices(Driver driver) {
    this.uri = driver.uri();
    this.calls = driver.nodeDevices();
    this.events = driver.events();
  }

  @Override
  public List<NodeDevice> list() {
    return list(0);
  }

  /** libvirt's flags are in the order of the kinds. */
  @Override
  public List<NodeDevice> list(NodeDeviceKind kind) {
    return list(1 << kind.ordinal());
  }

  @Override
  public Registration listen(Consumer<NodeDeviceEvent> listener) {
    return events.listen(NodeDeviceEvent.class, Set.of(NodeDeviceEvent.class), listener);
  }

  private List<NodeDevice> list(int flags) {
    return calls.list(flags).stream().<NodeDevice>map(name -> new Handle(calls, name)).toList();
  }

  @Override
  public Optional<NodeDevice> find(String name) {
    return calls.exists(name) ? Optional.of(new Handle(calls, name)) : Optional.empty();
  }

  @Override
  public NodeDevice get(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new Absent("node device", name, uri)
                    .error("nodeDevices().list() has those that there are"));
  }

  @Override
  public NodeDevice createXml(String xml) {
    return new Handle(calls, calls.create(xml));
  }

  private static NodeDeviceInfo info(NodeDeviceXml document) {
    return new NodeDeviceInfo(
        document.parent(),
        document.driver(),
        document.capabilities().stream()
            .flatMap(DriverNodeDevices::kinds)
            .collect(Collectors.toUnmodifiableSet()),
        document.path(),
        document.capability("pci").map(DriverNodeDevices::pci));
  }

  /** What a device can do besides is inside of what it is, and counts with libvirt's flags. */
  private static Stream<NodeDeviceKind> kinds(NodeCapability capability) {
    return Stream.concat(
            Stream.of(capability.type()),
            capability.capabilities().stream().map(NodeCapability::type))
        .flatMap(type -> NodeDeviceKind.of(type).stream());
  }

  private static PciDevice pci(NodeCapability pci) {
    return new PciDevice(
        String.format(
            Locale.ROOT,
            "%04x:%02x:%02x.%x",
            number(pci, "domain"),
            number(pci, "bus"),
            number(pci, "slot"),
            number(pci, "function")),
        identifier(pci, "vendor"),
        identifier(pci, "product"),
        pci.text("vendor"),
        pci.text("product"),
        pci.attribute("iommuGroup", "number")
            .map(n -> OptionalInt.of(Integer.parseInt(n)))
            .orElse(OptionalInt.empty()));
  }

  private static long number(NodeCapability pci, String name) {
    return pci.number(name).orElse(0L);
  }

  private static int identifier(NodeCapability pci, String name) {
    return pci.attribute(name, "id").map(Integer::decode).orElse(0);
  }

  /** One device. */
  private record Handle(NodeDeviceDriver calls, String name) implements NodeDevice {
    @Override
    public NodeDeviceInfo info() {
      return DriverNodeDevices.info(NodeDeviceXml.parse(xml()));
    }

    @Override
    public String xml() {
      return calls.xml(name);
    }

    @Override
    public void detach() {
      calls.detach(name);
    }

    @Override
    public void reattach() {
      calls.reattach(name);
    }

    @Override
    public void reset() {
      calls.reset(name);
    }

    @Override
    public void destroy() {
      calls.destroy(name);
    }

    @Override
    public String toString() {
      return "NodeDevice " + name;
    }
  }
}
