package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.GraphicsSpec;
import io.kvmsdk.domain.GraphicsType;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.value.Secret;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A way to look at the guest's screen: {@code <graphics>}. */
@XmlType(propOrder = {"listens", "audio", "content", "alias", "address"})
public final class GraphicsXml extends DeviceXml {
  @XmlElement(name = "listen")
  private List<ElementXml> listens = new ArrayList<>();

  private ElementXml audio;

  GraphicsXml() {}

  static GraphicsXml of(GraphicsSpec spec) {
    GraphicsXml graphics = new GraphicsXml();
    graphics.attribute("type", spec.type().libvirtName());
    graphics.attribute("passwd", spec.password().map(Secret::reveal).orElse(null));
    if (spec.socket().isPresent()) {
      graphics.listens.add(
          new ElementXml().with("type", "socket").with("socket", spec.socket().get()));
    } else {
      graphics.ports(spec);
    }
    return graphics;
  }

  private void ports(GraphicsSpec spec) {
    boolean chosen = spec.port().isPresent() || spec.tlsPort().isPresent();
    attribute("autoport", Values.yesNo(!chosen));
    attribute("listen", spec.listen());
    attribute("tlsPort", Values.text(spec.tlsPort()));
    if (spec.port().isPresent() || spec.type() == GraphicsType.VNC) {
      attribute("port", String.valueOf(spec.port().orElse(-1)));
    }
  }

  /** The server as a spec; empty where a spec cannot say all of it. */
  Optional<GraphicsSpec> toSpec() {
    try {
      return type()
          .flatMap(t -> Values.named(GraphicsType.values(), GraphicsType::libvirtName, t))
          .filter(t -> isPlain())
          .map(this::modelled);
    } catch (InvalidSpecException beyondSpecs) {
      return Optional.empty();
    }
  }

  private boolean isPlain() {
    return audio == null
        && alias == null
        && holdsOnly("type", "port", "tlsPort", "autoport", "listen", "socket", "passwd")
        && (listen().isPresent() || socket().isPresent())
        && (attribute("socket").isEmpty() || attribute("socket").equals(socket()))
        && listens.size() <= 1
        && listens.stream().allMatch(l -> isListen(l) || isSocket(l));
  }

  private GraphicsSpec modelled(GraphicsType type) {
    GraphicsSpec.Builder spec = GraphicsSpec.builder().type(type).socket(socket());
    listen().ifPresent(spec::listen);
    port().ifPresent(spec::port);
    number("tlsPort").stream().filter(p -> p >= 0).forEach(spec::tlsPort);
    attribute("passwd").map(Secret::of).ifPresent(spec::password);
    return spec.build();
  }

  private Optional<String> socket() {
    return listens.stream().flatMap(l -> l.attribute("socket").stream()).findFirst();
  }

  private static boolean isSocket(ElementXml element) {
    return element.holdsOnly("type", "socket") && element.attribute("socket").isPresent();
  }

  /** libvirt says the address both ways. */
  private boolean isListen(ElementXml element) {
    return element.holdsOnly("type", "address")
        && element.attribute("type").equals(Optional.of("address"))
        && element.attribute("address").equals(listen());
  }

  /** As {@code vnc} or {@code spice}. */
  public Optional<String> type() {
    return attribute("type");
  }

  /** The TCP port; empty where libvirt chooses it. */
  public Optional<Integer> port() {
    return attribute("port").map(p -> Values.number("graphics port", p)).filter(p -> p >= 0);
  }

  /** The address on the host to listen at. */
  public Optional<String> listen() {
    return attribute("listen")
        .or(() -> listens.stream().flatMap(l -> l.attribute("address").stream()).findFirst());
  }
}
