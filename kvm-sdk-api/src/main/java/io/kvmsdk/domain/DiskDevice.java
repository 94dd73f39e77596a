package io.kvmsdk.domain;

/** How the guest sees a disk. */
public enum DiskDevice {
  DISK,
  CDROM;

  /** libvirt's name. */
  public String libvirtName() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
