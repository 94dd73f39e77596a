package io.kvmsdk.internal.xml;

import io.kvmsdk.network.ForwardMode;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How a network reaches the world outside: {@code <forward>}. */
@XmlType(
    name = "networkForward",
    propOrder = {"pf", "interfaces", "nat", "content"})
final class NetworkForwardXml extends OpenXml {
  private ElementXml pf;

  @XmlElement(name = "interface")
  private List<ElementXml> interfaces = new ArrayList<>();

  private Nat nat;

  NetworkForwardXml() {}

  /** Null for an isolated network. */
  static NetworkForwardXml of(ForwardMode mode) {
    NetworkForwardXml forward = new NetworkForwardXml();
    if (mode instanceof ForwardMode.Nat translated) {
      forward.mode("nat", translated.device());
      forward.nat = Nat.of(translated);
    } else if (mode instanceof ForwardMode.Routed routed) {
      forward.mode("route", routed.device());
    } else if (mode instanceof ForwardMode.Open open) {
      forward.mode("open", open.device());
    } else if (mode instanceof ForwardMode.Direct direct) {
      forward.mode(direct.mode().libvirtName(), Optional.empty());
      direct.devices().forEach(d -> forward.interfaces.add(new ElementXml().with("dev", d)));
    } else if (mode instanceof ForwardMode.HostDevices devices) {
      forward.mode("hostdev", Optional.empty());
      forward.attribute("managed", devices.managed() ? "yes" : null);
      forward.pf = new ElementXml().with("dev", devices.device());
    } else if (mode instanceof ForwardMode.Isolated) {
      return null;
    } else {
      forward.mode("bridge", Optional.empty());
    }
    return forward;
  }

  private void mode(String mode, Optional<String> device) {
    attribute("mode", mode);
    attribute("dev", device.orElse(null));
  }

  /** libvirt takes a mode that is not said for {@code nat}. */
  String mode() {
    return attribute("mode").orElse("nat");
  }

  /** Says the mode, and leaves out how many guests use each device just now. */
  void sayAlike() {
    attribute("mode", mode());
    interfaces.forEach(i -> i.attribute("connections", null));
  }

  /** What a spec can say of it; empty where it has no word, also for {@code mode='bridge'}. */
  Optional<ForwardMode> toSpec() {
    Optional<String> device = attribute("dev");
    return switch (mode()) {
      case "nat" -> Optional.of(nat(new ForwardMode.Nat(device)));
      case "route" -> Optional.of(new ForwardMode.Routed(device));
      case "open" -> Optional.of(new ForwardMode.Open(device));
      case "hostdev" ->
          attributeOf(pf, "dev").map(d -> new ForwardMode.HostDevices(d, isYes("managed")));
      default -> direct();
    };
  }

  private ForwardMode.Nat nat(ForwardMode.Nat plain) {
    return nat == null ? plain : nat.toSpec(plain);
  }

  private Optional<ForwardMode> direct() {
    List<String> devices = interfaces.stream().flatMap(i -> i.attribute("dev").stream()).toList();
    return Values.named(
            ForwardMode.Direct.Mode.values(), ForwardMode.Direct.Mode::libvirtName, mode())
        .map(m -> new ForwardMode.Direct(m, devices));
  }

  /** {@code <nat>}: as which addresses and ports guests appear outside. */
  @XmlType(
      name = "networkNat",
      propOrder = {"address", "port", "content"})
  static final class Nat extends OpenXml {
    private ElementXml address;
    private ElementXml port;

    Nat() {}

    /** Null where the spec says nothing of it. */
    static Nat of(ForwardMode.Nat mode) {
      Nat nat = new Nat();
      nat.attribute("ipv6", mode.ipv6() ? "yes" : null);
      mode.addresses()
          .ifPresent(
              a -> nat.address = range(a.start().getHostAddress(), a.end().getHostAddress()));
      mode.ports().ifPresent(p -> nat.port = range(p.first(), p.last()));
      boolean empty = nat.holdsOnly() && nat.address == null && nat.port == null;
      return empty ? null : nat;
    }

    private static ElementXml range(Object start, Object end) {
      return new ElementXml().with("start", start).with("end", end);
    }

    private ForwardMode.Nat toSpec(ForwardMode.Nat plain) {
      ForwardMode.Nat mode = isYes("ipv6") ? plain.withIpv6() : plain;
      if (isRange(address)) {
        mode = mode.as(address.attribute("start").get(), address.attribute("end").get());
      }
      if (isRange(port)) {
        mode = mode.from(portNumber("start"), portNumber("end"));
      }
      return mode;
    }

    private static boolean isRange(ElementXml element) {
      return attributeOf(element, "start").isPresent() && attributeOf(element, "end").isPresent();
    }

    private int portNumber(String end) {
      return Values.number("port", port.attribute(end).orElse(""));
    }
  }
}
