package io.kvmsdk.internal.xml;

import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.ArrayList;
import java.util.List;

/** What the firmware must be able to do: {@code <firmware>} in {@code <os>}. */
@XmlType(propOrder = {"features", "content"})
final class FirmwareXml extends OpenXml {
  @XmlElement(name = "feature")
  List<ElementXml> features = new ArrayList<>();

  FirmwareXml() {}
}
