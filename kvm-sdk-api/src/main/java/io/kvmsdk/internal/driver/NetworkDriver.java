package io.kvmsdk.internal.driver;

import io.kvmsdk.internal.xml.NetworkSection;
import io.kvmsdk.network.DhcpLease;
import io.kvmsdk.network.NetworkFilter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** libvirt's network calls. A UUID that no network has gives {@code NotFoundException}. */
public interface NetworkDriver {
  /** {@code virConnectListAllNetworks}. */
  default List<ObjectRef> list() {
    return list(Set.of());
  }

  /** {@code virConnectListAllNetworks}. */
  List<ObjectRef> list(Set<NetworkFilter> filters);

  /** {@code virNetworkLookupByName}. */
  Optional<ObjectRef> findByName(String name);

  /** {@code virNetworkDefineXML}. */
  ObjectRef define(String xml);

  /** {@code virNetworkCreateXML}. */
  ObjectRef create(String xml);

  /** {@code virNetworkCreate}. */
  void create(UUID network);

  /** {@code virNetworkDestroy}. */
  void destroy(UUID network);

  /** {@code virNetworkUndefine}. */
  void undefine(UUID network);

  /** {@code virNetworkGetXMLDesc}. */
  String xml(UUID network);

  /** {@code virNetworkGetXMLDesc} with {@code VIR_NETWORK_XML_INACTIVE}. */
  String definitionXml(UUID network);

  /** {@code virNetworkIsPersistent}. */
  boolean persistent(UUID network);

  /** {@code virNetworkUpdateCommand}, in its order. */
  enum Command {
    NONE,
    MODIFY,
    DELETE,
    ADD_LAST
  }

  /**
   * {@code virNetworkUpdate} of the active network.
   *
   * @param parentIndex which of its addresses the section belongs to; -1 where to none
   */
  void update(UUID network, Command command, NetworkSection section, int parentIndex, String xml);

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
