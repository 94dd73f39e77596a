package io.kvmsdk.internal.xml;

import jakarta.xml.bind.annotation.XmlType;

/** What backs memory in a slot: {@code <source>}. */
@XmlType(propOrder = {"path", "alignsize", "pmem", "pagesize", "nodemask", "content"})
final class MemorySourceXml extends OpenXml {
  ElementXml path;
  ElementXml alignsize;
  ElementXml pmem;
  ElementXml pagesize;
  ElementXml nodemask;

  MemorySourceXml() {}
}
