package io.kvmsdk.network;

import io.kvmsdk.value.Cidr;
import io.kvmsdk.value.IpAddresses;
import java.net.InetAddress;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * A route that the host gets while the network is up: libvirt's {@code <route>}.
 *
 * @param destination a network that lies behind a guest
 * @param gateway that guest's address, within the network
 * @param metric at least 1, the least preferred; the kernel's own where it is empty
 */
public record StaticRoute(Cidr destination, InetAddress gateway, OptionalInt metric) {
  public StaticRoute {
    Objects.requireNonNull(destination);
    Objects.requireNonNull(gateway);
    Objects.requireNonNull(metric);
  }

  /** As {@code of("10.1.0.0/16", "192.168.150.2")}. */
  public static StaticRoute of(String destination, String gateway) {
    return new StaticRoute(Cidr.of(destination), IpAddresses.parse(gateway), OptionalInt.empty());
  }
}
