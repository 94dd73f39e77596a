package io.kvmsdk.network;

import java.util.List;
import java.util.UUID;

/** A handle on one virtual network; cheap, thread-safe, valid for as long as the network exists. */
public interface Network {
  String name();

  UUID uuid();

  boolean active();

  /** Makes the bridge and starts its DHCP and DNS. libvirt: {@code virNetworkCreate}. */
  void start();

  /** Takes the bridge away; guests on it lose their link. libvirt: {@code virNetworkDestroy}. */
  void destroy();

  /** Forgets the network. */
  void undefine();

  void autostart(boolean on);

  boolean autostart();

  /** The leases given out and not yet run out; empty for a network that libvirt does not serve. */
  List<DhcpLease> leases();

  NetworkSpec spec();

  String xml();
}
