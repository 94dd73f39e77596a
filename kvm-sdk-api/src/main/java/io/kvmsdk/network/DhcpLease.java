package io.kvmsdk.network;

import io.kvmsdk.value.Cidr;
import io.kvmsdk.value.MacAddress;
import java.time.Instant;
import java.util.Optional;

/**
 * An address that the network's DHCP server has given out. libvirt: {@code virNetworkDHCPLease}.
 *
 * @param hostname what the client calls itself
 * @param expiry when the lease ends; {@link Instant#MAX} if never
 */
public record DhcpLease(MacAddress mac, Cidr ip, Optional<String> hostname, Instant expiry) {}
