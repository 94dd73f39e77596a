package io.kvmsdk.testkit.contract;

/** What not every driver can do; a suite skips, by name and reason, what a driver lacks. */
public enum Capability {
  /** Something runs in a domain: an installer ends, and an installed guest takes an address. */
  GUESTS("guests that run"),
  /** Refused are all state changes that the present state forbids, as conflicts. */
  STATE_CHECKS("refusal of what the state forbids"),
  /** RESUMED comes before STARTED, and no event is left out. */
  ALL_EVENTS("the events of QEMU's driver"),
  /** Starting a domain looks at the images and networks that it needs. */
  START_CHECKS("a look at images and networks before a start"),
  /** The guests of this suite power off when asked to. */
  GUESTS_THAT_LISTEN("guests that hear a shutdown"),
  /** Guests on a network get leases. */
  LEASES("DHCP leases"),
  /** Pools are folders and volumes files, on a disk that the test sees as well. */
  REAL_FILES("real files below its pools"),
  /** Snapshots that put overlays over the disks' images. */
  EXTERNAL_SNAPSHOTS("external snapshots"),
  /** Images are merged and flattened while their domain runs, and disks grow. */
  BLOCK_JOBS("block jobs"),
  /** The content of volumes can be sent, fetched and resized. */
  VOLUME_CONTENT("upload, download and resizing of volumes"),
  /** A volume can be cloned into another pool than its own. */
  CLONES_BETWEEN_POOLS("clones between pools"),
  /** Pools of type rbd can be defined: libvirt's backend for them is a package of its own. */
  CEPH("storage backend for Ceph");

  private final String what;

  Capability(String what) {
    this.what = what;
  }

  @Override
  public String toString() {
    return what;
  }
}
