package io.kvmsdk.internal.xml;

import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlType;

/** What stands behind a trusted platform module: {@code <backend>}. */
@XmlType(propOrder = {"device", "encryption", "activePcrBanks", "content"})
final class TpmBackendXml extends OpenXml {
  ElementXml device;
  ElementXml encryption;

  @XmlElement(name = "active_pcr_banks")
  ElementXml activePcrBanks;

  TpmBackendXml() {}
}
