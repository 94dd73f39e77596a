package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.DomainSpec;
import java.util.List;
import java.util.Optional;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;

/**
 * The document that a spec becomes which was changed: what has changed counts for more than raw XML
 * that stayed as it was, and which else would hide it, as {@code <clock offset='variable'/>} does
 * any other offset.
 */
public final class ChangedSpec {
  private ChangedSpec() {}

  /** The document for {@code wanted}, which was {@code now}. */
  public static Element tree(DomainSpec now, DomainSpec wanted) {
    Element tree = DomainXml.of(wanted).tree();
    List<String> kept = wanted.rawXml().stream().filter(now.rawXml()::contains).toList();
    List<String> names = Xml.fragments(kept).stream().map(Element::getTagName).toList();
    Element was = modelled(now);
    for (Element willBe : XmlTree.children(modelled(wanted))) {
      if (names.contains(willBe.getTagName())) {
        counterpart(willBe, tree).ifPresent(e -> overrule(e, counterpart(willBe, was), willBe));
      }
    }
    if (now.guestAgent() && !wanted.guestAgent()) {
      removeAgents(tree);
    }
    return XmlTree.parse(DomainXml.parse(XmlTree.text(tree)).toXml());
  }

  /** Also those that are raw XML, or devices of a kind. */
  private static void removeAgents(Element tree) {
    XmlTree.devices(tree).stream()
        .filter(DomainWriter::isAgent)
        .forEach(agent -> agent.getParentNode().removeChild(agent));
  }

  private static Element modelled(DomainSpec spec) {
    return DomainXml.of(spec.toBuilder().rawXml(List.of()).build()).tree();
  }

  private static Optional<Element> counterpart(Element element, Element parent) {
    return RawXml.counterpart(element, XmlTree.children(parent));
  }

  private static void overrule(Element target, Optional<Element> was, Element willBe) {
    attributes(target, was, willBe);
    String text = RawXml.ownText(willBe);
    if (!text.isEmpty() && !was.map(RawXml::ownText).equals(Optional.of(text))) {
      target.setTextContent(text);
    }
    was.ifPresent(w -> remove(target, w, willBe));
    for (Element child : XmlTree.children(willBe)) {
      Optional<Element> before = was.flatMap(w -> counterpart(child, w));
      Optional<Element> there = counterpart(child, target);
      if (there.isPresent()) {
        overrule(there.get(), before, child);
      } else if (before.isEmpty()) {
        XmlTree.append(target, child);
      }
    }
  }

  /** What raw XML says of an element that is no more goes with it. */
  private static void remove(Element target, Element was, Element willBe) {
    XmlTree.children(was).stream()
        .filter(child -> counterpart(child, willBe).isEmpty())
        .forEach(child -> counterpart(child, target).ifPresent(target::removeChild));
  }

  /** Once one of them is overruled, what raw XML says beside it was about something else. */
  private static void attributes(Element target, Optional<Element> was, Element willBe) {
    boolean hidden = false;
    for (Attr attribute : RawXml.attributes(willBe)) {
      String name = attribute.getName();
      String value = attribute.getValue();
      if (!was.map(w -> w.getAttribute(name)).equals(Optional.of(value))) {
        hidden |= target.hasAttribute(name) && !target.getAttribute(name).equals(value);
        target.setAttribute(name, value);
      }
    }
    if (hidden) {
      RawXml.attributes(target).stream()
          .filter(a -> !willBe.hasAttribute(a.getName()))
          .forEach(target::removeAttributeNode);
    }
  }
}
