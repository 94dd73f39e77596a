package io.kvmsdk.domain;

/** How a screen is shown from afar. */
public enum GraphicsType {
  VNC,
  SPICE;

  /** libvirt's name. */
  public String libvirtName() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
