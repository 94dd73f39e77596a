package io.kvmsdk.network;

import io.kvmsdk.value.IpAddresses;
import io.kvmsdk.value.MacAddress;
import java.net.InetAddress;
import java.util.Objects;
import java.util.Optional;

/**
 * A static DHCP lease.
 *
 * @param name the host name to hand out with it
 */
public record DhcpHost(MacAddress mac, InetAddress ip, Optional<String> name) {
  public DhcpHost {
    Objects.requireNonNull(mac);
    Objects.requireNonNull(ip);
    Objects.requireNonNull(name);
  }

  public static DhcpHost of(String mac, String ip, String name) {
    return new DhcpHost(MacAddress.of(mac), IpAddresses.parse(ip), Optional.of(name));
  }
}
