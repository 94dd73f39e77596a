package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.GraphicsSpec;
import io.kvmsdk.value.Secret;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A way to look at the guest's screen: {@code <graphics>}. */
@XmlType(propOrder = {"listens", "content"})
public final class GraphicsXml extends OpenXml {
  @XmlElement(name = "listen")
  private List<ElementXml> listens = new ArrayList<>();

  GraphicsXml() {}

  static GraphicsXml of(GraphicsSpec spec) {
    GraphicsXml graphics = new GraphicsXml();
    graphics.attribute("type", "vnc");
    graphics.attribute("port", String.valueOf(spec.port().orElse(-1)));
    graphics.attribute("autoport", spec.port().isPresent() ? "no" : "yes");
    graphics.attribute("listen", spec.listen());
    graphics.attribute("passwd", spec.password().map(Secret::reveal).orElse(null));
    return graphics;
  }

  /** The VNC server as a spec; empty where a spec cannot say all of it. */
  Optional<GraphicsSpec> toSpec() {
    boolean plain =
        type().equals(Optional.of("vnc"))
            && holdsOnly("type", "port", "autoport", "listen", "passwd")
            && listens.size() <= 1
            && listens.stream().allMatch(this::isListen);
    GraphicsSpec.Builder spec = GraphicsSpec.builder();
    listen().ifPresent(spec::listen);
    port().ifPresent(spec::port);
    attribute("passwd").map(Secret::of).ifPresent(spec::password);
    return plain ? Optional.of(spec.build()) : Optional.empty();
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
