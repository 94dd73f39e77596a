package io.kvmsdk.internal.xml;

import jakarta.xml.bind.annotation.XmlType;

/** How the guest sees memory in a slot: {@code <target>}. */
@XmlType(
    propOrder = {"size", "node", "label", "readonly", "block", "requested", "current", "content"})
final class MemoryTargetXml extends OpenXml {
  ElementXml size;
  ElementXml node;
  ElementXml label;
  ElementXml readonly;
  ElementXml block;
  ElementXml requested;
  ElementXml current;

  MemoryTargetXml() {}
}
