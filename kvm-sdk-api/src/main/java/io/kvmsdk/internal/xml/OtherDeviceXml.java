package io.kvmsdk.internal.xml;

import jakarta.xml.bind.annotation.XmlType;

/** A device of a kind that no spec knows, as {@code <lease>, <smartcard>, <redirdev>, <hub>}. */
@XmlType(propOrder = {"content", "alias", "address"})
public final class OtherDeviceXml extends DeviceXml {

  OtherDeviceXml() {}
}
