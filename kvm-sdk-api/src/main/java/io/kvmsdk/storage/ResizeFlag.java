package io.kvmsdk.storage;

/** What a volume may be resized by beyond growing. libvirt: {@code virStorageVolResizeFlags}. */
public enum ResizeFlag {
  /** Sets all of the new capacity aside at once; libvirt does so for raw volumes alone. */
  ALLOCATE(1),
  /** The capacity may become less, which loses what lies beyond it. */
  SHRINK(1 << 2);

  private final int bit;

  ResizeFlag(int bit) {
    this.bit = bit;
  }

  /** libvirt's bit for it. */
  public int libvirtBit() {
    return bit;
  }
}
