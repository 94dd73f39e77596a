package io.kvmsdk.internal.xml;

import io.kvmsdk.value.ByteSize;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Large pages: {@code <hugepages>}. */
@XmlType(propOrder = {"pages", "content"})
final class HugepagesXml extends OpenXml {
  @XmlElement(name = "page")
  List<ElementXml> pages = new ArrayList<>();

  HugepagesXml() {}

  static HugepagesXml of(ByteSize size) {
    HugepagesXml xml = new HugepagesXml();
    xml.pages.add(new ElementXml().with("size", size.toKib()).with("unit", "KiB"));
    return xml;
  }

  /** Of all memory; empty where cells have different ones, or the host's own size is meant. */
  Optional<ByteSize> size() {
    return pages.size() == 1 && pages.get(0).attribute("nodeset").isEmpty()
        ? number(pages.get(0))
        : Optional.empty();
  }

  private static Optional<ByteSize> number(ElementXml page) {
    return page.attribute("size").map(s -> ByteSize.kib(Values.longNumber("page size", s)));
  }
}
