package io.kvmsdk.internal.xml;

import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.ArrayList;
import java.util.List;

/** Where on the host memory comes from: {@code <numatune>}. */
@XmlType(propOrder = {"memory", "memnodes", "content"})
final class NumatuneXml extends OpenXml {
  ElementXml memory;

  @XmlElement(name = "memnode")
  List<ElementXml> memnodes = new ArrayList<>();

  NumatuneXml() {}
}
