package io.kvmsdk.node;

/** A handle on a device of the host; cheap, thread-safe, valid as long as the device is there. */
public interface NodeDevice {
  /** As {@code pci_0000_00_02_0}. */
  String name();

  NodeDeviceInfo info();

  String xml();

  /**
   * Takes the device from its driver and gives it to {@code vfio-pci}, so that a guest can have it;
   * for host devices with {@code managed='yes'}, libvirt does so by itself. libvirt: {@code
   * virNodeDeviceDetachFlags}.
   *
   * @throws io.kvmsdk.error.KvmException if it is no PCI device, is in use, or the host lacks VFIO
   */
  void detach();

  /** Gives the device back to its driver. libvirt: {@code virNodeDeviceReAttach}. */
  void reattach();

  /** Resets the device. libvirt: {@code virNodeDeviceReset}. */
  void reset();

  /**
   * Takes away a device that was created: a mediated device or a virtual HBA. libvirt: {@code
   * virNodeDeviceDestroy}.
   */
  void destroy();
}
