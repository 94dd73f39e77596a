package io.kvmsdk.domain;

/** Who is asked for a guest's addresses. libvirt: {@code virDomainInterfaceAddressesSource}. */
public enum AddressSource {
  /** The DHCP server of a libvirt network. */
  LEASE,
  /** The guest agent inside. */
  AGENT,
  /** The host's ARP table. */
  ARP
}
