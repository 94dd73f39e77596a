package io.kvmsdk.testkit;

import io.kvmsdk.internal.xml.DeviceKey;
import io.kvmsdk.internal.xml.XmlTree;
import org.w3c.dom.Element;

/** By what name events of a fake host tell of a device. */
final class FakeAlias {
  private FakeAlias() {}

  /** That which the document gives; else one that need not be libvirt's. */
  static String of(Element device) {
    return XmlTree.child(device, "alias")
        .map(alias -> alias.getAttribute("name"))
        .orElseGet(() -> device.getTagName() + DeviceKey.of(device).map(k -> "-" + k).orElse("0"));
  }
}
