package io.kvmsdk.domain;

import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.network.DhcpLease;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A handle on one domain; cheap, thread-safe, and valid for as long as the domain exists. */
public interface Domain {
  String name();

  UUID uuid();

  DomainState state();

  /** How the domain came to be {@link DomainState#SHUTOFF}; empty while it is not. */
  Optional<ShutoffReason> shutoffReason();

  /**
   * Boots the guest, or restores it from its managed save. libvirt: {@code virDomainCreate}.
   *
   * @throws io.kvmsdk.error.ConflictException if it runs, or would write to a golden image
   */
  void start();

  /** Asks the guest to power off; returns at once. libvirt: {@code virDomainShutdown}. */
  void shutdown();

  /**
   * Pulls the plug: the guest gets no chance to save anything. libvirt: {@code virDomainDestroy}.
   */
  void destroy();

  /** Asks the guest to reboot; returns at once. */
  void reboot();

  /** Stops the guest's processors; its memory stays as it is. */
  void suspend();

  /** Lets a suspended guest go on. */
  void resume();

  /**
   * Forgets the domain, with its NVRAM file, saved state and snapshot records; its disks stay.
   * libvirt: {@code virDomainUndefineFlags}.
   *
   * @throws io.kvmsdk.error.ConflictException if it is running
   */
  default void undefine() {
    undefine(Nvram.REMOVE);
  }

  /** As {@link #undefine()}, with a word about the NVRAM file. */
  void undefine(Nvram nvram);

  /**
   * Writes the guest's memory to the host and ends the domain; {@link #start} then goes on where it
   * was. libvirt: {@code virDomainManagedSave}.
   *
   * @throws io.kvmsdk.error.ConflictException if it does not run
   */
  void managedSave();

  /** libvirt: {@code virDomainHasManagedSaveImage}. */
  boolean hasManagedSave();

  /**
   * Throws a managed save away, if there is one, so that the next start boots: for the guest as if
   * the plug had been pulled. libvirt: {@code virDomainManagedSaveRemove}.
   */
  void managedSaveRemove();

  void autostart(boolean on);

  boolean autostart();

  /** libvirt's document for the domain: as it runs, or as it is defined if it does not. */
  String xml();

  /** libvirt's document for the next boot. */
  String definitionXml();

  /** The definition as a spec, with what the spec does not model kept as raw XML. */
  DomainSpec spec();

  /** The domain's snapshots. */
  Snapshots snapshots();

  /**
   * One of its disks, of now if it runs, else of the next boot.
   *
   * @param target its name in libvirt, as {@code vda}
   * @throws io.kvmsdk.error.NotFoundException if it has no such disk
   */
  DomainDisk disk(String target);

  /** Its disks and drives, in the document's order. */
  List<DomainDisk> disks();

  /**
   * The guest's addresses, as leases, guest agent and ARP table together know them; empty if none
   * does. Loopback and link-local ones are left out. Of several leases that one network card holds
   * the newest counts, and where the guest agent answers, only what it confirms: others are of an
   * earlier boot. The older tools called this detect.
   *
   * @return those that the most sources know first
   * @throws io.kvmsdk.error.ConflictException if the domain is not running
   */
  List<GuestAddress> addresses();

  /**
   * What {@code source} knows of the guest's addresses now; empty if it knows none.
   *
   * @throws io.kvmsdk.error.ConflictException if the domain is not running
   */
  List<InterfaceAddress> addresses(AddressSource source);

  /**
   * The DHCP leases that the guest holds on libvirt networks, also those of an earlier boot that
   * have not run out.
   */
  List<DhcpLease> leases();

  /**
   * Waits until the domain is in one of {@code states}.
   *
   * @return the state seen
   * @throws TimedOutException naming the last state seen
   */
  DomainState waitUntil(Set<DomainState> states, Duration atMost);

  /** Waits until the domain is in {@code state}. */
  default DomainState waitUntil(DomainState state, Duration atMost) {
    return waitUntil(Set.of(state), atMost);
  }

  /**
   * Waits until a DHCP lease, the guest agent or the ARP table knows an address of the guest that
   * others can reach it at, so not a loopback or link-local one.
   *
   * @throws TimedOutException naming what each source saw
   * @throws io.kvmsdk.error.ConflictException if the domain stops while waited for
   */
  default InetAddress waitUntilAddress(Duration atMost) {
    return waitUntilAddress(Set.of(), atMost);
  }

  /**
   * As {@link #waitUntilAddress(Duration)}, of this boot for certain.
   *
   * @param before {@link #leases} as they were before the guest was started; none of them counts,
   *     and neither does the ARP table, if there were any
   */
  InetAddress waitUntilAddress(Set<DhcpLease> before, Duration atMost);
}
