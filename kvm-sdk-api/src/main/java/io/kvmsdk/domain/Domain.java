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

  /** Boots the guest. libvirt: {@code virDomainCreate}. */
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
   *
   * @throws io.kvmsdk.error.ConflictException if it is running
   */
  void undefine();

  void autostart(boolean on);

  boolean autostart();

  /** libvirt's document for the domain: as it runs, or as it is defined if it does not. */
  String xml();

  /** libvirt's document for the next boot. */
  String definitionXml();

  /** The definition as a spec, with what the spec does not model kept as raw XML. */
  DomainSpec spec();

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
  InetAddress waitUntilAddress(Duration atMost);
}
