package io.kvmsdk.internal.xml;

import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlElements;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.w3c.dom.Element;

/**
 * libvirt's {@code <filter>} document: rules for what a guest's network card may send and receive.
 */
@XmlRootElement(name = "filter")
@XmlType(
    name = "nwfilter",
    propOrder = {"uuid", "entries", "content"})
public final class NwFilterXml extends OpenXml {
  private ElementXml uuid;

  /** Rules of equal priority apply in the order of the document, those of other filters between. */
  @XmlElements({
    @XmlElement(name = "filterref", type = FilterRefXml.class),
    @XmlElement(name = "rule", type = Rule.class)
  })
  private List<OpenXml> entries = new ArrayList<>();

  NwFilterXml() {}

  /**
   * Reads libvirt's document.
   *
   * @throws io.kvmsdk.error.InvalidSpecException if {@code xml} is malformed or another document
   */
  public static NwFilterXml parse(String xml) {
    return Xml.read(NwFilterXml.class, "filter", xml);
  }

  public String toXml() {
    return XmlText.document(Xml.tree(this));
  }

  /** Empty where there is none, which libvirt refuses. */
  public String name() {
    return attribute("name").orElse("");
  }

  public Optional<UUID> uuid() {
    return Values.uuid(uuid);
  }

  /** Sets the UUID. */
  public void uuid(UUID newUuid) {
    uuid = ElementXml.ofText(newUuid.toString());
  }

  /** As {@code ipv4} or {@code arp-spoofing}; libvirt takes {@code root} where it is empty. */
  public Optional<String> chain() {
    return attribute("chain");
  }

  /** When the chain is looked at, -1000 to 1000, the least first. */
  public Optional<Integer> priority() {
    return attribute("priority").map(p -> Values.number("priority", p));
  }

  /** The names of the filters that it includes. */
  public List<String> includes() {
    return only(FilterRefXml.class).stream().map(FilterRefXml::filter).toList();
  }

  public List<Rule> rules() {
    return only(Rule.class);
  }

  private <T> List<T> only(Class<T> type) {
    return entries.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** {@code <rule>}: what is done with packets of one protocol. */
  @XmlType(name = "nwfilterRule")
  public static final class Rule extends OpenXml {
    Rule() {}

    public String action() {
      return attribute("action").orElse("");
    }

    public String direction() {
      return attribute("direction").orElse("");
    }

    /** -1000 to 1000, the least first; libvirt takes 500 where the document says nothing. */
    public int priority() {
      return attribute("priority").map(p -> Values.number("priority", p)).orElse(500);
    }

    /**
     * Which packets: elements as {@code <tcp dstportstart='22'/>}, all of one protocol; none for
     * all packets.
     */
    public List<Element> matches() {
      return otherElements();
    }
  }
}
