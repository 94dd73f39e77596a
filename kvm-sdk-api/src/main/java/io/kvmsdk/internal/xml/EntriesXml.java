package io.kvmsdk.internal.xml;

import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values by their names: {@code <entry>} in a part of {@code <sysinfo>}. */
@XmlType(propOrder = {"entries", "content"})
final class EntriesXml extends OpenXml {
  @XmlElement(name = "entry")
  List<ElementXml> entries = new ArrayList<>();

  EntriesXml() {}

  /** Null where there is nothing. */
  static EntriesXml of(Map<String, String> values) {
    EntriesXml xml = new EntriesXml();
    values.forEach((name, text) -> xml.entries.add(ElementXml.ofText(text).with("name", name)));
    return values.isEmpty() ? null : xml;
  }

  /** Null where there is nothing. */
  static EntriesXml of(List<String> texts) {
    EntriesXml xml = new EntriesXml();
    texts.forEach(text -> xml.entries.add(ElementXml.ofText(text)));
    return texts.isEmpty() ? null : xml;
  }

  /** Empty where {@code element} is null. */
  static Map<String, String> named(EntriesXml element) {
    Map<String, String> values = new LinkedHashMap<>();
    if (element != null) {
      element.entries.forEach(e -> values.put(e.attribute("name").orElse(""), e.text()));
    }
    return values;
  }

  /** Empty where {@code element} is null. */
  static List<String> texts(EntriesXml element) {
    return element == null ? List.of() : element.entries.stream().map(OpenXml::text).toList();
  }
}
