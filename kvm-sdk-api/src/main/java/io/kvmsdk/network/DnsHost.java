package io.kvmsdk.network;

import io.kvmsdk.value.IpAddresses;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;

/** Names that the network's DNS server answers with {@code ip}. */
public record DnsHost(InetAddress ip, List<String> names) {
  public DnsHost {
    Objects.requireNonNull(ip);
    names = List.copyOf(names);
  }

  public static DnsHost of(String ip, String... names) {
    return new DnsHost(IpAddresses.parse(ip), List.of(names));
  }
}
