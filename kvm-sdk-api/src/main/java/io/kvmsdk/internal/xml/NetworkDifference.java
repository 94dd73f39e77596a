package io.kvmsdk.internal.xml;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.w3c.dom.Element;

/**
 * One thing that two documents of a network, both written from specs, do not say alike.
 *
 * @param section where it is; empty for {@code element}, which changes as a whole
 * @param address of the {@code <ip>} that a section of addresses is in
 */
public record NetworkDifference(
    Optional<NetworkSection> section,
    String element,
    String address,
    Optional<Element> before,
    Optional<Element> after) {
  private static final Set<String> CONTAINERS = Set.of("ip", "forward", "dns", "dhcp");

  /** What differs between two {@code <network>} documents; what goes comes first. */
  public static List<NetworkDifference> between(Element before, Element after) {
    List<NetworkDifference> found = new ArrayList<>();
    Set<String> whole = wholes(before, after);
    for (NetworkSection section : NetworkSection.values()) {
      if (!whole.contains(section.path().get(0))) {
        addresses(section, before).forEach(a -> section(section, a, before, after, found));
      }
    }
    found.sort((a, b) -> Boolean.compare(b.after().isEmpty(), a.after().isEmpty()));
    whole.forEach(
        name ->
            found.add(
                new NetworkDifference(
                    Optional.empty(), name, "", Optional.empty(), Optional.empty())));
    return found;
  }

  private static List<String> addresses(NetworkSection section, Element network) {
    return section.ofAddress()
        ? new DomPath(List.of(network)).child("ip").attributes("address")
        : List.of("");
  }

  private static void section(
      NetworkSection section,
      String address,
      Element before,
      Element after,
      List<NetworkDifference> found) {
    List<Element> wanted = new ArrayList<>(elements(section, address, after));
    for (Element element : elements(section, address, before)) {
      Optional<Element> same = find(section, wanted, element);
      same.ifPresent(wanted::remove);
      if (same.isEmpty() || !RawXml.equal(element, same.get())) {
        found.add(of(section, address, Optional.of(element), same));
      }
    }
    wanted.forEach(e -> found.add(of(section, address, Optional.empty(), Optional.of(e))));
  }

  private static NetworkDifference of(
      NetworkSection section, String address, Optional<Element> before, Optional<Element> after) {
    return new NetworkDifference(Optional.of(section), "", address, before, after);
  }

  /** The elements of a section in a document. */
  private static List<Element> elements(NetworkSection section, String address, Element network) {
    DomPath path = new DomPath(List.of(network));
    for (String name : section.path()) {
      path = path.child(name);
      path = name.equals("ip") ? path.where("address", address) : path;
    }
    return path.elements();
  }

  private static Optional<Element> find(
      NetworkSection section, List<Element> elements, Element wanted) {
    return elements.stream().filter(e -> section.key(e).equals(section.key(wanted))).findFirst();
  }

  /** The one of {@code network} that this is about. */
  public Optional<Element> in(Element network) {
    Element wanted = before.or(() -> after).orElseThrow();
    return find(section.orElseThrow(), elements(section.get(), address, network), wanted);
  }

  /** Which top-level elements differ in more than their sections. */
  private static Set<String> wholes(Element before, Element after) {
    Element was = withoutSections(before);
    Element willBe = withoutSections(after);
    Set<String> names = new LinkedHashSet<>();
    Stream.of(was, willBe)
        .flatMap(n -> XmlTree.children(n).stream())
        .map(Element::getTagName)
        .filter(name -> !same(was, willBe, name))
        .forEach(names::add);
    return names;
  }

  private static boolean same(Element a, Element b, String name) {
    List<Element> left = new DomPath(List.of(a)).child(name).elements();
    List<Element> right = new DomPath(List.of(b)).child(name).elements();
    boolean same = left.size() == right.size();
    for (int i = 0; same && i < left.size(); i++) {
      same = RawXml.equal(left.get(i), right.get(i));
    }
    return same;
  }

  private static Element withoutSections(Element network) {
    Element copy = (Element) network.cloneNode(true);
    for (NetworkSection section : NetworkSection.values()) {
      DomPath path = new DomPath(List.of(copy));
      for (String name : section.path()) {
        path = path.child(name);
      }
      path.elements().forEach(e -> e.getParentNode().removeChild(e));
    }
    removeEmpty(copy);
    return copy;
  }

  private static void removeEmpty(Element parent) {
    for (Element child : XmlTree.children(parent)) {
      removeEmpty(child);
      boolean empty = XmlTree.children(child).isEmpty() && Difference.attributes(child).isEmpty();
      if (empty && CONTAINERS.contains(child.getTagName())) {
        parent.removeChild(child);
      }
    }
  }

  /** Makes the difference in a document; {@code wanted} holds what changes as a whole. */
  public void make(Element network, Element wanted) {
    if (section.isEmpty()) {
      XmlTree.remove(network, element);
      XmlTree.children(wanted).stream()
          .filter(e -> e.getTagName().equals(element))
          .forEach(e -> XmlTree.append(network, e));
      return;
    }
    Optional<Element> present = in(network);
    if (present.isPresent() && after.isPresent()) {
      Element own = (Element) network.getOwnerDocument().importNode(after.get(), true);
      present.get().getParentNode().replaceChild(own, present.get());
    } else if (present.isPresent()) {
      present.get().getParentNode().removeChild(present.get());
    } else {
      after.ifPresent(e -> XmlTree.append(holder(network), e));
    }
  }

  private Element holder(Element network) {
    Element holder = network;
    List<String> path = section.orElseThrow().path();
    for (String name : path.subList(0, path.size() - 1)) {
      holder = name.equals("ip") ? ip(network) : XmlTree.obtain(holder, name);
    }
    return holder;
  }

  private Element ip(Element network) {
    return new DomPath(List.of(network)).child("ip").where("address", address).elements().get(0);
  }

  /** Which of the network's addresses it belongs to, from 0; -1 where to none. */
  public int parentIndex(Element network) {
    return address.isEmpty()
        ? -1
        : new DomPath(List.of(network)).child("ip").attributes("address").indexOf(address);
  }
}
