package io.kvmsdk.domain;

/** What processor the guest sees: the mode of libvirt's {@code <cpu>}. */
public enum CpuMode {
  /** The host's, with all it can; such a guest cannot move to another kind of processor. */
  HOST_PASSTHROUGH,
  /** A named model near to the host's. */
  HOST_MODEL,
  /** All that the accelerator can do. */
  MAXIMUM,
  /** The model that {@link CpuSpec#model} names. */
  CUSTOM;

  /** libvirt's name. */
  public String libvirtName() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
