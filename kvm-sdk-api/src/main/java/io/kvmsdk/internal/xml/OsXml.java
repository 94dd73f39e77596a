package io.kvmsdk.internal.xml;

import jakarta.xml.bind.annotation.XmlType;

/** What a domain boots by: {@code <os>}; {@link DomainXml} gives access to it. */
@XmlType(propOrder = {"type", "loader", "nvram", "content"})
final class OsXml extends OpenXml {
  ElementXml type;
  ElementXml loader;
  NvramXml nvram;

  OsXml() {}
}
