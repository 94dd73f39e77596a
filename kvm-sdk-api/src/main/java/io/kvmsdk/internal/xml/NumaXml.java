package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.NumaCell;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.ArrayList;
import java.util.List;

/** The NUMA cells that the guest sees: {@code <numa>} in {@code <cpu>}. */
@XmlType(propOrder = {"cells", "interconnects", "content"})
final class NumaXml extends OpenXml {
  @XmlElement(name = "cell")
  List<ElementXml> cells = new ArrayList<>();

  ElementXml interconnects;

  NumaXml() {}

  static NumaXml of(List<NumaCell> cells) {
    NumaXml xml = new NumaXml();
    for (NumaCell cell : cells) {
      xml.cells.add(
          new ElementXml()
              .with("id", xml.cells.size())
              .with("cpus", cell.cpus())
              .with("memory", cell.memory().toKib())
              .with("unit", "KiB"));
    }
    return xml;
  }

  List<NumaCell> toCells() {
    return cells.stream().map(NumaXml::cell).toList();
  }

  private static NumaCell cell(ElementXml cell) {
    ElementXml memory = ElementXml.ofText(cell.attribute("memory").orElse(""));
    memory.attribute("unit", cell.attribute("unit").orElse(null));
    return new NumaCell(cell.attribute("cpus").orElse(""), Values.size("cell", memory, "KiB"));
  }
}
