package io.kvmsdk.internal.driver;

import io.kvmsdk.internal.xml.XmlTree;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.w3c.dom.Element;

/** Which devices QEMU's driver plugs into a running domain, as of libvirt 9. */
final class HotPlug {
  private static final Set<String> KINDS =
      Set.of(
          "interface",
          "hostdev",
          "redirdev",
          "rng",
          "memory",
          "shmem",
          "watchdog",
          "vsock",
          "lease",
          "filesystem");

  /** Kinds of which only those fit whose attribute, of a child or their own, has such a value. */
  private static final Map<String, Set<String>> SOME =
      Map.of(
          "disk", Set.of("virtio", "scsi", "usb"),
          "input", Set.of("virtio", "usb"),
          "controller", Set.of("scsi"),
          "channel", Set.of("virtio"),
          "serial", Set.of("usb-serial", "pci-serial"));

  private HotPlug() {}

  static boolean fits(Element device) {
    Set<String> some = SOME.get(device.getTagName());
    return some == null ? KINDS.contains(device.getTagName()) : some.contains(place(device));
  }

  /** What decides about devices that only some fit of: their bus or their type. */
  static String place(Element device) {
    return switch (device.getTagName()) {
      case "disk" -> target(device, "bus");
      case "channel", "serial" -> target(device, "type");
      case "input" -> device.getAttribute("bus");
      default -> device.getAttribute("type");
    };
  }

  private static String target(Element device, String attribute) {
    Optional<Element> target = XmlTree.child(device, "target");
    return target.map(t -> t.getAttribute(attribute)).orElse("");
  }
}
