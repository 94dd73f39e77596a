package io.kvmsdk.node;

import java.util.Optional;
import java.util.Set;

/**
 * What libvirt knows of a device of the host.
 *
 * @param parent the name of the device that it hangs on
 * @param driver the host's driver that holds it, as {@code vfio-pci} for one that guests may have
 * @param kinds some devices are several things at once
 * @param path its folder in the host's {@code /sys}
 * @param pci empty unless it is on the PCI bus
 */
public record NodeDeviceInfo(
    Optional<String> parent,
    Optional<String> driver,
    Set<NodeDeviceKind> kinds,
    Optional<String> path,
    Optional<PciDevice> pci) {}
