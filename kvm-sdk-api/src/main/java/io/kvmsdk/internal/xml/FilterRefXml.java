package io.kvmsdk.internal.xml;

import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code <filterref>}: the name of a network filter, and the values of its variables. */
@XmlType(
    name = "filterref",
    propOrder = {"parameters", "content"})
public final class FilterRefXml extends OpenXml {
  @XmlElement(name = "parameter")
  private List<ElementXml> parameters = new ArrayList<>();

  FilterRefXml() {}

  static FilterRefXml of(String filter) {
    FilterRefXml reference = new FilterRefXml();
    reference.attribute("filter", filter);
    return reference;
  }

  /** The filter's name. */
  public String filter() {
    return attribute("filter").orElse("");
  }

  /** Variables, as {@code IP}, and their values in the document's order. */
  public Map<String, List<String>> parameters() {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (ElementXml parameter : parameters) {
      values
          .computeIfAbsent(parameter.attribute("name").orElse(""), n -> new ArrayList<>())
          .add(parameter.attribute("value").orElse(""));
    }
    return values;
  }

  /** Adds a value to a variable. */
  public void parameter(String name, String value) {
    parameters.add(new ElementXml().with("name", name).with("value", value));
  }
}
