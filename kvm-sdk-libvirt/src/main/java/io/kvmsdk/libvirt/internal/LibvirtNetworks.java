package io.kvmsdk.libvirt.internal;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.kvmsdk.internal.driver.NetworkDriver;
import io.kvmsdk.internal.driver.ObjectRef;
import io.kvmsdk.network.DhcpLease;
import io.kvmsdk.value.Cidr;
import io.kvmsdk.value.IpAddresses;
import io.kvmsdk.value.MacAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.libvirt.jna.NetworkPointer;

/** libvirt's network functions. */
final class LibvirtNetworks implements NetworkDriver {
  private final Connection connection;
  private final LibvirtApi api;
  private final NativeObjects<NetworkPointer> networks;

  LibvirtNetworks(Connection connection) {
    this.connection = connection;
    this.api = connection.api();
    this.networks = new NativeObjects<>(connection, ObjectKind.network(api));
  }

  @Override
  public List<ObjectRef> list() {
    return networks.list();
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
    return networks.get(network, n -> api.virNetworkGetXMLDesc(n, 0)).toString();
  }

  @Override
  public boolean active(UUID network) {
    return networks.call(network, api::virNetworkIsActive) == 1;
  }

  @Override
  public void autostart(UUID network, boolean on) {
    networks.call(network, n -> api.virNetworkSetAutostart(n, on ? 1 : 0));
  }

  @Override
  public boolean autostart(UUID network) {
    return networks.flag(network, api::virNetworkGetAutostart);
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
