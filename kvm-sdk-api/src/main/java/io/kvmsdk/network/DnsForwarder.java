package io.kvmsdk.network;

import io.kvmsdk.value.IpAddresses;
import java.net.InetAddress;
import java.util.Objects;
import java.util.Optional;

/**
 * Whom the network's DNS server asks: libvirt's {@code <forwarder>}.
 *
 * @param address the server to ask; those of the host where it is empty
 * @param domain names of this domain only; all names where it is empty
 */
public record DnsForwarder(Optional<InetAddress> address, Optional<String> domain) {
  public DnsForwarder {
    Objects.requireNonNull(address);
    Objects.requireNonNull(domain);
  }

  /** Asks the server at {@code address} for all names. */
  public static DnsForwarder of(String address) {
    return new DnsForwarder(Optional.of(IpAddresses.parse(address)), Optional.empty());
  }

  /** Asks the server at {@code address} for names of {@code domain}. */
  public static DnsForwarder of(String address, String domain) {
    return new DnsForwarder(Optional.of(IpAddresses.parse(address)), Optional.of(domain));
  }
}
