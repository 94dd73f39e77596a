package io.kvmsdk.provision;

/** How a golden image loses the identity of the machine that it was taken from. */
public enum Generalize {
  /** {@link #SYSPREP} where that can be, else {@link #FIRST_BOOT}. */
  AUTO,
  /**
   * virt-sysprep changes the copy before it is published: machine-id, ssh host keys, network card
   * names, logs, DHCP leases, cloud-init's state and the random seed go. For images on this machine
   * alone. It takes half a minute where there is no KVM. A guest that makes no host keys when it
   * boots, as Debian does not without cloud-init, has none afterwards.
   */
  SYSPREP,
  /**
   * Each clone's seed has cloud-init do the same at the first boot; the golden image keeps what it
   * has, host keys included. networkd may have asked for a first address by then, under the old
   * machine-id, which {@link #SYSPREP} avoids.
   */
  FIRST_BOOT,
  /** The image has no identity to lose. */
  NONE
}
