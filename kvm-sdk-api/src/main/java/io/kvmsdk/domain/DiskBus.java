package io.kvmsdk.domain;

/** What the guest finds a disk on. */
public enum DiskBus {
  VIRTIO,
  SCSI,
  SATA,
  IDE,
  USB;

  /** libvirt's name. */
  public String libvirtName() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
