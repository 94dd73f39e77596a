package io.kvmsdk.internal.xml;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.w3c.dom.Element;

/** A part of a {@code <network>} that libvirt changes while it is active. */
public enum NetworkSection {
  DHCP_HOST(4, true, List.of("ip", "dhcp", "host"), "mac", "id", "name"),
  DHCP_RANGE(5, false, List.of("ip", "dhcp", "range")),
  FORWARD_INTERFACE(6, false, List.of("forward", "interface"), "dev"),
  PORT_GROUP(9, true, List.of("portgroup"), "name"),
  DNS_HOST(10, false, List.of("dns", "host"), "ip"),
  DNS_TXT(11, false, List.of("dns", "txt"), "name"),
  DNS_SRV(12, false, List.of("dns", "srv"));

  private final int number;
  private final boolean modifiable;
  private final List<String> path;
  private final List<String> keys;

  NetworkSection(int number, boolean modifiable, List<String> path, String... keys) {
    this.number = number;
    this.modifiable = modifiable;
    this.path = path;
    this.keys = List.of(keys);
  }

  /** Its {@code virNetworkUpdateSection}. */
  public int number() {
    return number;
  }

  /** Whether libvirt 9 knows {@code VIR_NETWORK_UPDATE_COMMAND_MODIFY} for it. */
  public boolean modifiable() {
    return modifiable;
  }

  /** From the document down to its elements. */
  List<String> path() {
    return path;
  }

  /** Whether its elements belong to one of the network's addresses. */
  public boolean ofAddress() {
    return path.get(0).equals("ip");
  }

  /** What tells an element from the others: the first attribute of its keys, else all of it. */
  Map<String, String> key(Element element) {
    Map<String, String> all = new TreeMap<>(XmlTree.attributes(element));
    return keys.stream()
        .filter(all::containsKey)
        .findFirst()
        .map(name -> Map.of(name, all.get(name)))
        .orElse(all);
  }

  /** What to call an element. */
  public String words(Element element) {
    String what = name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return what + " " + String.join(" ", key(element).values());
  }
}
