package io.kvmsdk.network;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An SRV record of the network's DNS server (RFC 2782).
 *
 * @param service as {@code ldap}, without the underscore
 * @param protocol {@code tcp} or {@code udp}
 * @param domain the network's own where it is empty
 * @param target the host that serves; none where it is empty, which says that nobody does
 * @param port of the target, 1 to 65535
 * @param priority 0 to 65535, the least first
 * @param weight 0 to 65535, among equals of one priority
 */
public record DnsService(
    String service,
    String protocol,
    Optional<String> domain,
    Optional<String> target,
    OptionalInt port,
    OptionalInt priority,
    OptionalInt weight) {
  public DnsService {
    Objects.requireNonNull(service);
    Objects.requireNonNull(protocol);
    Objects.requireNonNull(domain);
    Objects.requireNonNull(target);
    Objects.requireNonNull(port);
    Objects.requireNonNull(priority);
    Objects.requireNonNull(weight);
  }

  /** A service in the network's own domain. */
  public static DnsService of(String service, String protocol, String target, int port) {
    return new DnsService(
        service,
        protocol,
        Optional.empty(),
        Optional.of(target),
        OptionalInt.of(port),
        OptionalInt.empty(),
        OptionalInt.empty());
  }
}
