package io.kvmsdk.internal.xml;

import io.kvmsdk.network.StaticRoute;
import io.kvmsdk.value.Cidr;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;

/** A network's {@code <route>} elements. */
final class NetworkRoutes {
  private NetworkRoutes() {}

  static ElementXml of(StaticRoute route) {
    InetAddress destination = route.destination().address();
    return new ElementXml()
        .with("family", destination instanceof Inet6Address ? "ipv6" : null)
        .with("address", destination.getHostAddress())
        .with("prefix", route.destination().prefix())
        .with("gateway", route.gateway().getHostAddress())
        .with("metric", route.metric().isPresent() ? route.metric().getAsInt() : null);
  }

  /** Empty where a spec cannot say all of it. */
  static Optional<StaticRoute> toSpec(ElementXml route) {
    Optional<Integer> prefix = NetworkIpXml.prefix(route);
    boolean plain =
        route.holdsOnly("family", "address", "prefix", "netmask", "gateway", "metric")
            && route.attribute("address").isPresent()
            && route.attribute("gateway").isPresent();
    return prefix.filter(p -> plain).map(p -> route(route, p));
  }

  private static StaticRoute route(ElementXml route, int prefix) {
    return new StaticRoute(
        new Cidr(Values.ip(route.attribute("address").orElse("")), prefix),
        Values.ip(route.attribute("gateway").orElse("")),
        route.number("metric"));
  }
}
