package io.kvmsdk.internal.xml;

import jakarta.xml.bind.annotation.XmlRootElement;

/** libvirt's {@code <storagepoolCapabilities>} document: the pools that a host can have. */
@XmlRootElement(name = "storagepoolCapabilities")
public final class StoragePoolCapabilitiesXml extends OpenXml {
  StoragePoolCapabilitiesXml() {}

  /**
   * Reads libvirt's document.
   *
   * @throws io.kvmsdk.error.InvalidSpecException if {@code xml} is malformed or another document
   */
  public static StoragePoolCapabilitiesXml parse(String xml) {
    return Xml.read(StoragePoolCapabilitiesXml.class, "storagepoolCapabilities", xml);
  }

  public String toXml() {
    return XmlText.document(Xml.tree(this));
  }
}
