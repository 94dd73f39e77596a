package io.kvmsdk.testkit;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.internal.driver.Affect;
import io.kvmsdk.internal.driver.Tuning;
import io.kvmsdk.internal.xml.DeviceKey;
import io.kvmsdk.internal.xml.DomainXml;
import io.kvmsdk.internal.xml.XmlTree;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.w3c.dom.Element;

/** Edits a fake domain's documents: all that a change concerns, or none. */
final class FakeEdits {
  private FakeEdits() {}

  static void edit(FakeDomain domain, Affect affect, Consumer<Element> edit) {
    if (affect.live()) {
      domain.requireActive();
    }
    Optional<Element> running =
        Optional.of(affect).filter(Affect::live).map(a -> XmlTree.parse(domain.live().toXml()));
    Optional<Element> defined =
        Optional.of(affect).filter(Affect::config).map(a -> XmlTree.parse(domain.xml(true)));
    running.ifPresent(edit);
    defined.ifPresent(edit);
    domain.replace(running.map(XmlTree::text).map(DomainXml::parse), defined.map(XmlTree::text));
  }

  /** Writes the parameters into the elements that hold them. */
  static void tune(
      FakeDomain domain, Tuning what, String device, Map<String, String> values, Affect affect) {
    edit(
        domain,
        affect,
        d -> {
          Element parent = device.isEmpty() ? d : device(domain, d, what, device);
          Element holder = XmlTree.obtain(parent, what.element());
          values.forEach((field, value) -> put(what, holder, field, value));
          if (XmlTree.children(holder).isEmpty()) {
            parent.removeChild(holder);
          }
        });
  }

  private static Element device(FakeDomain domain, Element d, Tuning what, String device) {
    Element wanted = DeviceKey.like(what == Tuning.DISK ? "disk" : "interface", device);
    return XmlTree.device(d, wanted)
        .orElseThrow(
            () ->
                new ConflictException(
                    domain.subject(), "has no " + DeviceKey.subject(wanted) + " to tune", ""));
  }

  /** 0 takes a limit of a device away. */
  private static void put(Tuning what, Element holder, String field, String value) {
    if (what == Tuning.INTERFACE) {
      String direction = field.substring(0, field.indexOf('.'));
      Element element = XmlTree.obtain(holder, direction);
      element.setAttribute(field.substring(field.indexOf('.') + 1), value);
      if (element.getAttribute("average").equals("0")) {
        holder.removeChild(element);
      }
    } else if (what == Tuning.DISK && value.equals("0")) {
      XmlTree.remove(holder, field);
    } else {
      Element element = XmlTree.obtain(holder, what.child(field));
      element.setTextContent(value);
      if (what == Tuning.MEMORY) {
        element.setAttribute("unit", "KiB");
      }
    }
  }

  static void rename(Registry<FakeDomain> domains, FakeDomain domain, String name) {
    if (domain.active()) {
      throw new ConflictException(domain.subject(), "is active", "Shut it down first");
    }
    if (domains.find(name).isPresent()) {
      throw new AlreadyExistsException(domains.subject(name), "exists already", "");
    }
    edit(domain, Affect.CONFIG, d -> XmlTree.obtain(d, "name").setTextContent(name));
    domain.rename(name);
  }
}
