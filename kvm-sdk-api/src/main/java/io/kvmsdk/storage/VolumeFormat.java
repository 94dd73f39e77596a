package io.kvmsdk.storage;

/** How the bytes of a volume or disk image are laid out; never guessed from the content. */
public enum VolumeFormat {
  RAW,
  QCOW2,
  /** An ISO 9660 image: raw bytes that libvirt lists as {@code iso}. */
  ISO;

  /** libvirt's name: {@code raw}, {@code qcow2}, {@code iso}. */
  public String libvirtName() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
