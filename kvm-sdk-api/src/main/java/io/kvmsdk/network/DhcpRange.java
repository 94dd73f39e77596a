package io.kvmsdk.network;

import io.kvmsdk.value.IpAddresses;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Addresses that DHCP gives out, both ends included.
 *
 * @param lease how long a guest may keep one, at least two minutes, or {@link Duration#ZERO} for
 *     ever; an hour where it is empty
 */
public record DhcpRange(InetAddress start, InetAddress end, Optional<Duration> lease) {
  public DhcpRange {
    Objects.requireNonNull(start);
    Objects.requireNonNull(end);
    Objects.requireNonNull(lease);
  }

  public DhcpRange(InetAddress start, InetAddress end) {
    this(start, end, Optional.empty());
  }

  public static DhcpRange of(String start, String end) {
    return new DhcpRange(IpAddresses.parse(start), IpAddresses.parse(end));
  }

  /** This range, with leases of that length. */
  public DhcpRange leasedFor(Duration time) {
    return new DhcpRange(start, end, Optional.of(time));
  }
}
