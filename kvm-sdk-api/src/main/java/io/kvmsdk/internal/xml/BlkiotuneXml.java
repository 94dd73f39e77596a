package io.kvmsdk.internal.xml;

import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.ArrayList;
import java.util.List;

/** Shares of block devices: {@code <blkiotune>}. */
@XmlType(propOrder = {"weight", "devices", "content"})
final class BlkiotuneXml extends OpenXml {
  ElementXml weight;

  @XmlElement(name = "device")
  List<ElementXml> devices = new ArrayList<>();

  BlkiotuneXml() {}
}
