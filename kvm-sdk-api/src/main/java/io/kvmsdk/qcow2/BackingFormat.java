package io.kvmsdk.qcow2;

/** What a backing file holds. It is always stated: a guest can make raw content look like qcow2. */
public enum BackingFormat {
  RAW("raw"),
  QCOW2("qcow2");

  private final String qemuName;

  BackingFormat(String qemuName) {
    this.qemuName = qemuName;
  }

  /** The word of QEMU and libvirt, as recorded in the image. */
  @Override
  public String toString() {
    return qemuName;
  }
}
