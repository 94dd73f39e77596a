package io.kvmsdk.network;

import io.kvmsdk.value.IpAddresses;
import io.kvmsdk.value.MacAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A static DHCP lease.
 *
 * @param name the host name to hand out with it
 * @param lease how long the guest may keep it, at least two minutes, or {@link Duration#ZERO} for
 *     ever; an hour where it is empty
 */
public record DhcpHost(
    MacAddress mac, InetAddress ip, Optional<String> name, Optional<Duration> lease) {
  public DhcpHost {
    Objects.requireNonNull(mac);
    Objects.requireNonNull(ip);
    Objects.requireNonNull(name);
    Objects.requireNonNull(lease);
  }

  public DhcpHost(MacAddress mac, InetAddress ip, Optional<String> name) {
    this(mac, ip, name, Optional.empty());
  }

  public static DhcpHost of(String mac, String ip, String name) {
    return new DhcpHost(MacAddress.of(mac), IpAddresses.parse(ip), Optional.of(name));
  }

  /** This lease, of that length. */
  public DhcpHost leasedFor(Duration time) {
    return new DhcpHost(mac, ip, name, Optional.of(time));
  }
}
