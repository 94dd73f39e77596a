package io.kvmsdk.internal.xml;

import jakarta.xml.bind.Marshaller;
import jakarta.xml.bind.annotation.XmlAnyAttribute;
import jakarta.xml.bind.annotation.XmlAnyElement;
import jakarta.xml.bind.annotation.XmlMixed;
import jakarta.xml.bind.annotation.XmlTransient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import javax.xml.namespace.QName;
import org.w3c.dom.Element;

/**
 * What every element has: its attributes, and the text and elements that no class here names.
 *
 * <p>Subclasses name the elements that they know, in libvirt's order, with {@code content} last: in
 * devices before the alias and the address, behind which some of libvirt's schemas take nothing.
 */
@XmlTransient
public abstract class OpenXml {
  @XmlAnyAttribute private Map<QName, String> attributes = new LinkedHashMap<>();

  @XmlMixed @XmlAnyElement private List<Object> content = new ArrayList<>();

  OpenXml() {}

  /** JAXB calls it; it would write a space between texts that a named element stood between. */
  final void beforeMarshal(Marshaller marshaller) {
    if (content.stream().filter(String.class::isInstance).count() > 1) {
      List<Object> joined = new ArrayList<>();
      for (Object part : content) {
        int last = joined.size() - 1;
        if (part instanceof String && last >= 0 && joined.get(last) instanceof String before) {
          joined.set(last, before + part);
        } else {
          joined.add(part);
        }
      }
      content.clear();
      content.addAll(joined);
    }
  }

  /** Whether it has elements once more that libvirt reads once. */
  final boolean hasRepeated() {
    return content.stream()
        .anyMatch(c -> c instanceof Element e && DocumentReader.AGAIN.equals(e.getNamespaceURI()));
  }

  /** The attribute {@code name} of no namespace. */
  public final Optional<String> attribute(String name) {
    return Optional.ofNullable(attributes.get(new QName(name)));
  }

  /** Sets the attribute {@code name}; null removes it. */
  public final void attribute(String name, String value) {
    if (value == null) {
      attributes.remove(new QName(name));
    } else {
      attributes.put(new QName(name), value);
    }
  }

  /** Whether the attribute {@code name} is {@code yes}. */
  final boolean isYes(String name) {
    return attribute(name).filter("yes"::equals).isPresent();
  }

  final Map<QName, String> attributes() {
    return attributes;
  }

  /** The element's own text, as it stands; empty where there is none. */
  public final String text() {
    return content.stream()
        .filter(String.class::isInstance)
        .map(String.class::cast)
        .collect(Collectors.joining());
  }

  /** Replaces the element's own text. */
  public final void text(String text) {
    content.removeIf(String.class::isInstance);
    content.add(text);
  }

  /** The child elements that no class here names. */
  public final List<Element> otherElements() {
    return content.stream()
        .filter(Element.class::isInstance)
        .map(Element.class::cast)
        .collect(Collectors.toUnmodifiableList());
  }

  /** Adds a child element that no class here names. */
  final void addOther(Element element) {
    content.add(element);
  }

  /** Whether there is nothing here but attributes of these names and what a class names. */
  final boolean holdsOnly(String... names) {
    return attributes.keySet().stream().allMatch(n -> Set.of(names).contains(n.toString()))
        && otherElements().isEmpty()
        && text().isBlank();
  }

  /** The attribute {@code name} as a number. */
  final OptionalInt number(String name) {
    return Values.number(name, attribute(name));
  }

  /** The attribute {@code name} of {@code element}, which may be null, as a number. */
  static OptionalInt numberOf(OpenXml element, String name) {
    return Values.number(name, attributeOf(element, name));
  }

  /** The attribute {@code name} of {@code element}, which may be null. */
  static Optional<String> attributeOf(OpenXml element, String name) {
    return Optional.ofNullable(element).flatMap(e -> e.attribute(name));
  }
}
