package io.kvmsdk.internal.xml;

import jakarta.xml.bind.annotation.XmlType;

/** Where a pool or volume appears on the host, and how: {@code <target>}. */
@XmlType(propOrder = {"path", "format", "compat", "timestamps", "content"})
final class StorageTargetXml extends OpenXml {
  ElementXml path;
  ElementXml format;
  ElementXml compat;
  ElementXml timestamps;

  StorageTargetXml() {}
}
