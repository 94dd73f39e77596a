package io.kvmsdk.node;

import java.util.Optional;
import java.util.stream.Stream;

/** What a device of the host is, in the order of libvirt's {@code virNodeDevCapType}. */
public enum NodeDeviceKind {
  SYSTEM("system"),
  PCI("pci"),
  USB_DEVICE("usb_device"),
  USB_INTERFACE("usb"),
  NET("net"),
  SCSI_HOST("scsi_host"),
  SCSI_TARGET("scsi_target"),
  SCSI("scsi"),
  STORAGE("storage"),
  FC_HOST("fc_host"),
  VPORTS("vports"),
  SCSI_GENERIC("scsi_generic"),
  DRM("drm"),
  MDEV_TYPES("mdev_types"),
  MDEV("mdev"),
  CCW("ccw"),
  CSS("css"),
  VDPA("vdpa"),
  AP_CARD("ap_card"),
  AP_QUEUE("ap_queue"),
  AP_MATRIX("ap_matrix"),
  VPD("vpd");

  private final String libvirtName;

  NodeDeviceKind(String libvirtName) {
    this.libvirtName = libvirtName;
  }

  /** The value of the attribute {@code type} of {@code <capability>}. */
  public String libvirtName() {
    return libvirtName;
  }

  /** The kind that libvirt's documents call so; empty for one that is newer than this library. */
  public static Optional<NodeDeviceKind> of(String libvirtName) {
    return Stream.of(values()).filter(k -> k.libvirtName.equals(libvirtName)).findFirst();
  }
}
