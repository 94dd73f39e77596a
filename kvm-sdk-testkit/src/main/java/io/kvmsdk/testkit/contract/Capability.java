package io.kvmsdk.testkit.contract;

/** What not every driver can do; a suite skips, by name and reason, what a driver lacks. */
public enum Capability {
  /** Something runs in a domain: an installer ends, and an installed guest takes an address. */
  GUESTS("guests that run"),
  /** Refused are all state changes that the present state forbids, as conflicts. */
  STATE_CHECKS("refusal of what the state forbids"),
  /** RESUMED comes before STARTED, and no event is left out. */
  ALL_EVENTS("the events of QEMU's driver"),
  /** Domains can be started paused, or past their managed save; a reset button; power buttons. */
  POWER_OPTIONS("options of starting, stopping and resetting"),
  /** Starting a domain looks at the images and networks that it needs. */
  START_CHECKS("a look at images and networks before a start"),
  /** The guests of this suite power off when asked to. */
  GUESTS_THAT_LISTEN("guests that hear a shutdown"),
  /** Guests on a network get leases. */
  LEASES("DHCP leases"),
  /** Pools are folders and volumes files, on a disk that the test sees as well. */
  REAL_FILES("real files below its pools"),
  /** The test finds them under the very paths that the host has for them. */
  SAME_FILES("files under the same paths for the test"),
  /** Snapshots that put overlays over the disks' images. */
  EXTERNAL_SNAPSHOTS("external snapshots"),
  /** Disks are copied while they are written to, and note what is. */
  BACKUPS("backups"),
  /** Images are merged and flattened while their domain runs, and disks grow. */
  BLOCK_JOBS("block jobs"),
  /** Devices come and go, also while their domain runs. */
  HOTPLUG("changes of devices"),
  /** An active network has a definition of its own, and changes without a restart. */
  NETWORK_UPDATES("changes of active networks"),
  /** The content of volumes can be sent, fetched and resized. */
  VOLUME_CONTENT("upload, download and resizing of volumes"),
  /** A volume can be cloned into another pool than its own. */
  CLONES_BETWEEN_POOLS("clones between pools"),
  /** More statistics of a domain than its state. */
  STATISTICS("statistics beyond the state"),
  /** Consoles of guests can be opened. */
  CONSOLES("consoles"),
  /** Guests have an agent that answers. */
  GUEST_AGENT("guest agents"),
  /** A domain's QEMU itself can be spoken with. */
  MONITOR("QEMU's monitor"),
  /** Pools of type rbd can be defined: libvirt's backend for them is a package of its own. */
  CEPH("storage backend for Ceph"),
  /** What takes long can be watched and given up, and dumps are files with something in them. */
  JOBS("jobs that can be watched and aborted"),
  /** The host keeps secrets. */
  SECRETS("secrets"),
  /** The host has rules for what guests send and receive. */
  NW_FILTERS("network filters"),
  /** The host has devices on a PCI bus. */
  PCI_DEVICES("PCI devices"),
  /** The host tells what its processor is, as guests can have it. */
  CPU_MODELS("the host's processor by name");

  private final String what;

  Capability(String what) {
    this.what = what;
  }

  @Override
  public String toString() {
    return what;
  }
}
