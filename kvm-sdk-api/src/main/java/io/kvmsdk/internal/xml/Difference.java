package io.kvmsdk.internal.xml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.w3c.dom.Element;

/**
 * One thing that two documents of a domain, both written from specs, do not say alike.
 *
 * @param path where: {@code memory}, {@code cputune/shares}, {@code metadata/x:notes}, {@code
 *     devices/disk} for a device that comes or goes, {@code devices/disk/source} for a part of one,
 *     {@code devices/disk/@} for its own attributes
 * @param device the device that changes, as it was; empty where it is none
 * @param before the elements of that name; for attributes, the device
 * @param after as {@code before}
 */
public record Difference(
    String path, Optional<Element> device, List<Element> before, List<Element> after) {
  /** Those of which the parts are told apart; others count as a whole. */
  private static final Set<String> NESTED =
      Set.of("cputune", "memtune", "blkiotune", "metadata", "os");

  /** What libvirt gives each device; a wanted device that has none leaves it as it is. */
  private static final Set<String> LIBVIRTS_OWN = Set.of("address", "alias", "backingStore");

  public Difference {
    before = List.copyOf(before);
    after = List.copyOf(after);
  }

  /** The name of the element, or {@code @}. */
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** The one element that was there. */
  public Optional<Element> was() {
    return before.stream().findFirst();
  }

  /** The one element that is to be there. */
  public Optional<Element> willBe() {
    return after.stream().findFirst();
  }

  /** Whether a whole device comes or goes. */
  public boolean wholeDevice() {
    return path.startsWith("devices/") && device.isEmpty();
  }

  /** What differs between two {@code <domain>} documents. */
  public static List<Difference> between(Element before, Element after) {
    List<Difference> found = new ArrayList<>();
    ownAttributes("@", Optional.empty(), before, after).ifPresent(found::add);
    for (String name : names(before, after)) {
      if (name.equals("devices")) {
        devices(before, after, found);
      } else if (NESTED.contains(name)) {
        nested(name, whole(before, name), whole(after, name), found);
      } else {
        group(name, Optional.empty(), before, after, name).ifPresent(found::add);
      }
    }
    return found;
  }

  private static void nested(String name, Element before, Element after, List<Difference> found) {
    ownAttributes(name + "/@", Optional.empty(), before, after).ifPresent(found::add);
    parts(name + "/", Optional.empty(), before, after, found);
  }

  private static Element whole(Element parent, String name) {
    return XmlTree.child(parent, name).orElseGet(() -> XmlTree.parse("<" + name + "/>"));
  }

  /** Which names children of either have, in their order. */
  private static Set<String> names(Element before, Element after) {
    Map<String, Boolean> names = new LinkedHashMap<>();
    Stream.of(before, after)
        .flatMap(parent -> XmlTree.children(parent).stream())
        .forEach(child -> names.put(child.getTagName(), true));
    return names.keySet();
  }

  private static void parts(
      String prefix,
      Optional<Element> device,
      Element before,
      Element after,
      List<Difference> found) {
    for (String name : names(before, after)) {
      group(prefix + name, device, before, after, name)
          .filter(d -> device.isEmpty() || !LIBVIRTS_OWN.contains(name) || !d.after().isEmpty())
          .ifPresent(found::add);
    }
  }

  private static Optional<Difference> group(
      String path, Optional<Element> device, Element before, Element after, String name) {
    List<Element> was = named(before, name);
    List<Element> willBe = named(after, name);
    boolean same = was.size() == willBe.size();
    for (int i = 0; same && i < was.size(); i++) {
      same = RawXml.equal(was.get(i), willBe.get(i));
    }
    return same ? Optional.empty() : Optional.of(new Difference(path, device, was, willBe));
  }

  private static List<Element> named(Element parent, String name) {
    return XmlTree.children(parent).stream().filter(e -> e.getTagName().equals(name)).toList();
  }

  private static Optional<Difference> ownAttributes(
      String path, Optional<Element> device, Element before, Element after) {
    boolean same =
        attributes(before).equals(attributes(after))
            && Objects.equals(RawXml.ownText(before), RawXml.ownText(after));
    return same
        ? Optional.empty()
        : Optional.of(new Difference(path, device, List.of(before), List.of(after)));
  }

  /** By their names. */
  static Map<String, String> attributes(Element element) {
    Map<String, String> values = new LinkedHashMap<>();
    RawXml.attributes(element).forEach(a -> values.put(a.getName(), a.getValue()));
    return values;
  }

  private static void devices(Element before, Element after, List<Difference> found) {
    List<Element> wanted = new ArrayList<>(XmlTree.devices(after));
    Map<Element, Element> kept = kept(XmlTree.devices(before), wanted);
    for (Element device : XmlTree.devices(before)) {
      Element same = kept.get(device);
      String path = "devices/" + device.getTagName();
      if (same == null) {
        found.add(new Difference(path, Optional.empty(), List.of(device), List.of()));
      } else {
        ownAttributes(path + "/@", Optional.of(device), device, same).ifPresent(found::add);
        parts(path + "/", Optional.of(device), device, same, found);
      }
    }
    for (Element device : wanted) {
      String path = "devices/" + device.getTagName();
      found.add(new Difference(path, Optional.empty(), List.of(), List.of(device)));
    }
  }

  /**
   * Takes from {@code wanted} the devices that are there already, those that stay as they are
   * before those that change: some, as the cards of a team, share a key.
   */
  private static Map<Element, Element> kept(List<Element> devices, List<Element> wanted) {
    Map<Element, Element> kept = new LinkedHashMap<>();
    for (BiPredicate<Element, Element> same :
        List.<BiPredicate<Element, Element>>of(Difference::equalDevices, Difference::sameKey)) {
      for (Element device : devices) {
        if (!kept.containsKey(device)) {
          wanted.stream()
              .filter(w -> same.test(device, w))
              .findFirst()
              .ifPresent(w -> kept.put(device, w));
        }
        wanted.remove(kept.get(device));
      }
    }
    return kept;
  }

  private static boolean equalDevices(Element device, Element other) {
    return device.getTagName().equals(other.getTagName())
        && DeviceKey.of(device).equals(DeviceKey.of(other))
        && RawXml.equal(device, other);
  }

  private static boolean sameKey(Element device, Element other) {
    return DeviceKey.of(device).isPresent() && DeviceKey.matches(device, other);
  }
}
