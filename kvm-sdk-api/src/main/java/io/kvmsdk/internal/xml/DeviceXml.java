package io.kvmsdk.internal.xml;

import jakarta.xml.bind.annotation.XmlTransient;
import java.util.Optional;

/** What every device may have: the name that libvirt gives it, and its place on a bus. */
@XmlTransient
public abstract class DeviceXml extends OpenXml {
  ElementXml alias;
  ElementXml address;

  DeviceXml() {}

  /**
   * libvirt's name of the device in a running domain, as {@code net0}; or the user's, {@code ua-…}.
   */
  public final Optional<String> alias() {
    return attributeOf(alias, "name");
  }
}
