package io.kvmsdk.internal.driver;

import io.kvmsdk.network.DhcpLease;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** libvirt's network calls. A UUID that no network has gives {@code NotFoundException}. */
public interface NetworkDriver {
  /** {@code virConnectListAllNetworks}. */
  List<ObjectRef> list();

  /** {@code virNetworkLookupByName}. */
  Optional<ObjectRef> findByName(String name);

  /** {@code virNetworkDefineXML}. */
  ObjectRef define(String xml);

  /** {@code virNetworkCreate}. */
  void create(UUID network);

  /** {@code virNetworkDestroy}. */
  void destroy(UUID network);

  /** {@code virNetworkUndefine}. */
  void undefine(UUID network);

  /** {@code virNetworkGetXMLDesc}. */
  String xml(UUID network);

  /** {@code virNetworkIsActive}. */
  boolean active(UUID network);

  /** {@code virNetworkSetAutostart}. */
  void autostart(UUID network, boolean on);

  /** {@code virNetworkGetAutostart}. */
  boolean autostart(UUID network);

  /**
   * {@code virNetworkGetDHCPLeases}.
   *
   * @throws io.kvmsdk.error.UnsupportedException if this driver has no such call
   */
  List<DhcpLease> leases(UUID network);
}
