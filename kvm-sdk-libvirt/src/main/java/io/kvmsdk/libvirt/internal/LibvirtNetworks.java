package io.kvmsdk.libvirt.internal;

import static io.kvmsdk.libvirt.internal.DirectApi.address;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.Affect;
import io.kvmsdk.internal.driver.NetworkDriver;
import io.kvmsdk.internal.driver.ObjectRef;
import io.kvmsdk.internal.xml.NetworkSection;
import io.kvmsdk.libvirt.LibvirtException;
import io.kvmsdk.network.DhcpLease;
import io.kvmsdk.network.NetworkFilter;
import io.kvmsdk.value.Cidr;
import io.kvmsdk.value.IpAddresses;
import io.kvmsdk.value.MacAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.libvirt.jna.CString;
import org.libvirt.jna.NetworkPointer;

/** libvirt's network functions. */
final class LibvirtNetworks implements NetworkDriver {
  private static final int XML_INACTIVE = 1;

  private final Connection connection;
  private final LibvirtApi api;
  private final NativeObjects<NetworkPointer> networks;

  LibvirtNetworks(Connection connection) {
    this.connection = connection;
    this.api = connection.api();
    this.networks = new NativeObjects<>(connection, ObjectKind.network(api));
  }

  @Override
  public List<ObjectRef> list(Set<NetworkFilter> filters) {
    return networks.list(Flags.bits(filters));
  }

  @Override
  public Optional<ObjectRef> findByName(String name) {
    return networks.find(name);
  }

  @Override
  public ObjectRef define(String xml) {
    return networks.define(xml, api::virNetworkDefineXML);
  }

  @Override
  public ObjectRef create(String xml) {
    return networks.define(xml, api::virNetworkCreateXML);
  }

  @Override
  public void create(UUID network) {
    networks.call(network, api::virNetworkCreate);
  }

  @Override
  public void destroy(UUID network) {
    networks.call(network, api::virNetworkDestroy);
  }

  @Override
  public void undefine(UUID network) {
    networks.call(network, api::virNetworkUndefine);
  }

  @Override
  public String xml(UUID network) {
    return networks.text(network, n -> DirectApi.virNetworkGetXMLDesc(address(n), 0));
  }

  /** The test driver has one document only, and does not know the flag. */
  @Override
  public String definitionXml(UUID network) {
    return networks.with(
        network,
        (n, subject) -> {
          CString xml = api.virNetworkGetXMLDesc(n, XML_INACTIVE);
          if (xml != null) {
            return xml.toString();
          }
          LibvirtException error = connection.lastError(subject);
          if (error.code() != ErrorCode.INVALID_ARG) {
            throw connection.typed(error);
          }
          return connection.check(subject, api.virNetworkGetXMLDesc(n, 0)).toString();
        });
  }

  @Override
  public boolean persistent(UUID network) {
    return networks.call(network, api::virNetworkIsPersistent) == 1;
  }

  /** libvirt's own client puts the arguments right for daemons that mix two of them up. */
  @Override
  public void update(
      UUID network, Command command, NetworkSection section, int parentIndex, String xml) {
    NativeText.require(Subject.of("network", ""), xml);
    networks.call(
        network,
        n ->
            api.virNetworkUpdate(
                n, command.ordinal(), section.number(), parentIndex, xml, Affect.LIVE.flags()));
  }

  @Override
  public boolean active(UUID network) {
    return networks.call(network, n -> DirectApi.virNetworkIsActive(address(n))) == 1;
  }

  @Override
  public void autostart(UUID network, boolean on) {
    networks.call(network, n -> api.virNetworkSetAutostart(n, on ? 1 : 0));
  }

  @Override
  public boolean autostart(UUID network) {
    return networks.flag(network, DirectApi::virNetworkGetAutostart);
  }

  @Override
  public List<DhcpLease> leases(UUID network) {
    return networks.with(
        network,
        (n, subject) -> {
          PointerByReference array = new PointerByReference();
          int count = connection.check(subject, api.virNetworkGetDHCPLeases(n, null, array, 0));
          return NativeArray.take(
              array, count, LibvirtNetworks::lease, api::virNetworkDHCPLeaseFree);
        });
  }

  /** Reads {@code struct _virNetworkDHCPLease}. */
  private static DhcpLease lease(Pointer lease) {
    long expiry = lease.getLong(8);
    return new DhcpLease(
        MacAddress.of(NativeArray.text(lease, 24)),
        new Cidr(IpAddresses.parse(NativeArray.text(lease, 40)), lease.getInt(48)),
        Optional.ofNullable(NativeArray.text(lease, 56)),
        expiry == 0 ? Instant.MAX : Instant.ofEpochSecond(expiry));
  }
}
