package io.kvmsdk.network;

import io.kvmsdk.value.IpAddresses;
import java.net.InetAddress;
import java.util.Objects;

/** Addresses that DHCP gives out, both ends included. */
public record DhcpRange(InetAddress start, InetAddress end) {
  public DhcpRange {
    Objects.requireNonNull(start);
    Objects.requireNonNull(end);
  }

  public static DhcpRange of(String start, String end) {
    return new DhcpRange(IpAddresses.parse(start), IpAddresses.parse(end));
  }
}
