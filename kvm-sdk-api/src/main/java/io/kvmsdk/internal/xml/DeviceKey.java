package io.kvmsdk.internal.xml;

import io.kvmsdk.error.Subject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.w3c.dom.Element;

/** By what a device is known, whatever else changes about it. */
public final class DeviceKey {
  /** Attributes of a child element, of which libvirt allows no two devices the same. */
  private static final Map<String, List<String>> BY_CHILD =
      Map.of(
          "disk", List.of("target", "dev"),
          "interface", List.of("mac", "address"),
          "channel", List.of("target", "name"),
          "filesystem", List.of("target", "dir"),
          "serial", List.of("target", "port"),
          "parallel", List.of("target", "port"),
          "console", List.of("target", "type", "port"));

  private static final Map<String, List<String>> BY_ATTRIBUTES =
      Map.of(
          "controller", List.of("type", "index"),
          "graphics", List.of("type"),
          "audio", List.of("id"),
          "shmem", List.of("name"));

  /** Those that there is at most one of. */
  private static final Set<String> SINGLE =
      Set.of("emulator", "memballoon", "tpm", "vsock", "iommu", "watchdog", "nvram");

  private DeviceKey() {}

  /** What no other device of that kind has; empty for those that are known by all they are. */
  public static Optional<String> of(Element device) {
    String kind = device.getTagName();
    if (SINGLE.contains(kind)) {
      return Optional.of("");
    }
    List<String> child = BY_CHILD.get(kind);
    if (child != null) {
      Optional<String> key =
          new DomPath(List.of(device))
              .child(child.get(0)).elements().stream()
                  .findFirst()
                  .flatMap(e -> values(e, child.subList(1, child.size())));
      return kind.equals("interface") ? key.map(mac -> mac.toLowerCase(Locale.ROOT)) : key;
    }
    return Optional.ofNullable(BY_ATTRIBUTES.get(kind))
        .flatMap(names -> values(device, names))
        .map(key -> isCompanion(device) ? key + " " + device.getAttribute("model") : key);
  }

  /** The controllers of one USB 2 bus share its index. */
  private static boolean isCompanion(Element device) {
    return device.getTagName().equals("controller")
        && device.getAttribute("model").startsWith("ich9-");
  }

  private static Optional<String> values(Element element, List<String> attributes) {
    List<String> values = attributes.stream().map(element::getAttribute).toList();
    boolean known = values.stream().noneMatch(String::isEmpty);
    return known ? Optional.of(String.join(" ", values)) : Optional.empty();
  }

  /** A device of that kind of which no more is known than what {@link #of} gives. */
  public static Element like(String kind, String key) {
    List<String> names = BY_CHILD.get(kind);
    Element device = XmlTree.parse("<" + kind + "/>");
    XmlTree.obtain(device, names.get(0)).setAttribute(names.get(1), key);
    return device;
  }

  /** What to call it. */
  public static Subject subject(Element device) {
    return Subject.of(device.getTagName(), of(device).orElse(""));
  }

  /** Whether {@code wanted} is, or tells enough to be, {@code device}. */
  public static boolean matches(Element wanted, Element device) {
    if (!wanted.getTagName().equals(device.getTagName())) {
      return false;
    }
    Optional<String> key = of(wanted);
    return key.isPresent() ? key.equals(of(device)) : RawXml.rest(wanted, device).isEmpty();
  }

  /**
   * How far {@code device}, which {@link #matches}, is from {@code wanted}: by what it lacks of
   * that, or, where all it is makes a device known, by what it has beyond that.
   */
  static int distance(Element wanted, Element device) {
    return of(wanted).isPresent()
        ? RawXml.sizeOfRest(wanted, device)
        : RawXml.sizeOfRest(device, wanted);
  }
}
