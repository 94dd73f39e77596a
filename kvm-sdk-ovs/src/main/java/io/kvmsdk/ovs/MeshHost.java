package io.kvmsdk.ovs;

import io.kvmsdk.ovs.ovsdb.OvsdbEndpoint;
import io.kvmsdk.value.IpAddresses;
import java.net.InetAddress;
import java.util.Objects;

/**
 * A host of a mesh.
 *
 * @param name tells it from the others; with certificates, the name in its own
 * @param database where its switch is reached
 * @param underlay the address that the other hosts send their tunnels' packets to
 */
public record MeshHost(String name, OvsdbEndpoint database, InetAddress underlay) {
  public MeshHost {
    Objects.requireNonNull(name);
    Objects.requireNonNull(database);
    Objects.requireNonNull(underlay);
  }

  /**
   * A host by what is written in configuration files.
   *
   * @param database as {@code tcp:10.0.0.1:6640}, see {@link OvsdbEndpoint#parse}
   * @param underlay an IP address; names are not looked up
   */
  public static MeshHost of(String name, String database, String underlay) {
    return new MeshHost(name, OvsdbEndpoint.parse(database), IpAddresses.parse(underlay));
  }

  /** The address as Open vSwitch writes it. */
  String address() {
    return underlay.getHostAddress();
  }

  @Override
  public String toString() {
    return name + " (" + address() + ")";
  }
}
