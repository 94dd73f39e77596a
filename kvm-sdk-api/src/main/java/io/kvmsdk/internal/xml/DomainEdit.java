package io.kvmsdk.internal.xml;

import jakarta.xml.bind.annotation.XmlType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.w3c.dom.Element;

/** Makes differences in a {@code <domain>} document; what they do not name stays as it is. */
public final class DomainEdit {
  /** libxml2, by which libvirt validates, wants elements in the schema's order. */
  private static final List<String> ORDER =
      Arrays.asList(DomainXml.class.getAnnotation(XmlType.class).propOrder());

  private final Element domain;

  public DomainEdit(Element domain) {
    this.domain = domain;
  }

  /** Makes the difference; one about a device that is not there makes none. */
  public void make(Difference difference) {
    String path = difference.path();
    if (path.equals("@")) {
      overlay(domain, difference);
    } else if (difference.wholeDevice()) {
      device(difference);
    } else if (difference.device().isPresent()) {
      XmlTree.device(domain, difference.device().get()).ifPresent(d -> part(d, difference));
    } else if (path.indexOf('/') > 0) {
      part(obtain(path.substring(0, path.indexOf('/'))), difference);
    } else {
      XmlTree.remove(domain, path);
      difference.after().forEach(this::insert);
    }
  }

  /**
   * Takes away what specs leave unsaid, and what would contradict the differences made.
   *
   * @param wanted the document that they lead to
   */
  public void settle(List<Difference> made, Element wanted) {
    List<String> paths = made.stream().map(Difference::path).toList();
    if (paths.contains("memory") && XmlTree.child(wanted, "currentMemory").isEmpty()) {
      XmlTree.remove(domain, "currentMemory");
    }
    if (paths.contains("vcpu") && !paths.contains("vcpus")) {
      XmlTree.remove(domain, "vcpus"); // tells of each processor whether it is there
    }
    boolean ordered =
        XmlTree.devices(wanted).stream().anyMatch(d -> XmlTree.child(d, "boot").isPresent());
    if (ordered) {
      XmlTree.child(domain, "os").ifPresent(os -> XmlTree.remove(os, "boot"));
    }
  }

  private void device(Difference difference) {
    Element devices = obtain("devices");
    difference
        .was()
        .flatMap(device -> XmlTree.device(domain, device))
        .ifPresent(devices::removeChild);
    difference.willBe().ifPresent(device -> XmlTree.append(devices, device));
  }

  /** Makes a difference of parts of {@code element}. */
  public static void part(Element element, Difference difference) {
    if (difference.name().equals("@")) {
      overlay(element, difference);
    } else if (difference.before().size() == 1 && difference.after().size() == 1) {
      XmlTree.put(element, difference.after().get(0));
    } else {
      XmlTree.remove(element, difference.name());
      difference.after().forEach(child -> XmlTree.append(element, child));
    }
  }

  /** Only attributes that change. */
  private static void overlay(Element element, Difference difference) {
    Element before = difference.before().get(0);
    Element after = difference.after().get(0);
    Map<String, String> was = Difference.attributes(before);
    Map<String, String> willBe = Difference.attributes(after);
    was.keySet().stream().filter(n -> !willBe.containsKey(n)).forEach(element::removeAttribute);
    willBe.forEach(
        (name, value) -> {
          if (!value.equals(was.get(name))) {
            element.setAttribute(name, value);
          }
        });
    if (!RawXml.ownText(before).equals(RawXml.ownText(after))) {
      element.setTextContent(RawXml.ownText(after));
    }
  }

  private Element obtain(String name) {
    return XmlTree.child(domain, name)
        .orElseGet(() -> insert(domain.getOwnerDocument().createElement(name)));
  }

  /** Before the first element that the schema has later. */
  private Element insert(Element child) {
    Element own = (Element) domain.getOwnerDocument().importNode(child, true);
    Optional<Element> later =
        XmlTree.children(domain).stream().filter(e -> rank(e) > rank(own)).findFirst();
    domain.insertBefore(own, later.orElse(null));
    return own;
  }

  private static int rank(Element element) {
    int rank = ORDER.indexOf(camel(element.getTagName()));
    return rank < 0 ? ORDER.size() : rank;
  }

  /** As {@code onPoweroff} for {@code on_poweroff}. */
  private static String camel(String name) {
    StringBuilder camel = new StringBuilder();
    for (String word : name.split("_", -1)) {
      camel.append(
          camel.isEmpty() || word.isEmpty()
              ? word
              : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
    }
    return camel.toString();
  }
}
