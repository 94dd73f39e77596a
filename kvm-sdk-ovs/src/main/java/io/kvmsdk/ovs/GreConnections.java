package io.kvmsdk.ovs;

import io.kvmsdk.internal.spec.Validation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Matches tunnels that were written by hand, one list for each host, into pairs. */
final class GreConnections {
  private record Written(MeshHost host, GreConnection connection) {
    MeshTunnel.End end() {
      return new MeshTunnel.End(host, connection.bridge(), connection.iface());
    }

    @Override
    public String toString() {
      return host.name() + "'s " + connection.iface();
    }
  }

  private final Validation problems = Validation.of("GRE connections", "");
  private final List<Written> all = new ArrayList<>();
  private final List<MeshTunnel> tunnels = new ArrayList<>();

  private GreConnections(Map<MeshHost, List<GreConnection>> connections) {
    connections.forEach(
        (host, list) -> list.forEach(connection -> all.add(new Written(host, connection))));
  }

  /**
   * @throws io.kvmsdk.error.InvalidSpecException with all that does not match
   */
  static List<MeshTunnel> match(Map<MeshHost, List<GreConnection>> connections) {
    GreConnections matching = new GreConnections(connections);
    matching.names();
    matching.pairs(connections.keySet());
    matching.problems.orThrow();
    return List.copyOf(matching.tunnels);
  }

  private void names() {
    Map<String, Written> seen = new LinkedHashMap<>();
    for (Written written : all) {
      String iface = written.connection().iface();
      problems.require(
          !iface.isBlank() && iface.length() <= 15, written + " has not 1 to 15 characters");
      problems.require(
          seen.put(written.host().name() + "/" + iface, written) == null,
          written + " is there twice");
      problems.require(
          written.connection().psk().stream().allMatch(InterfaceSpec::isKey),
          written + ": " + InterfaceSpec.NO_KEY);
    }
  }

  private void pairs(Iterable<MeshHost> hosts) {
    for (Written one : all) {
      MeshHost peer = null;
      for (MeshHost host : hosts) {
        peer = host.underlay().equals(one.connection().remoteIp()) ? host : peer;
      }
      if (peer == null || peer.equals(one.host())) {
        problems.require(
            false,
            one + " leads to " + text(one) + (peer == null ? ", which is no host's" : ", itself"));
      } else {
        pair(one, peer);
      }
    }
  }

  private void pair(Written one, MeshHost peer) {
    List<Written> back =
        all.stream()
            .filter(w -> w.host().equals(peer))
            .filter(w -> w.connection().remoteIp().equals(one.host().underlay()))
            .toList();
    if (back.isEmpty()) {
      problems.require(false, one + " leads to " + peer.name() + ", from where none leads back");
      return;
    }
    Written other = back.get(0);
    boolean first = all.indexOf(one) < all.indexOf(other);
    if (first) {
      problems.require(
          back.size() == 1, peer.name() + " leads to " + one.host().name() + " more than once");
      problems.require(
          one.connection().psk().equals(other.connection().psk()),
          one + " and " + other + " have different keys");
      tunnels.add(tunnel(one, other));
    }
  }

  private static String text(Written written) {
    return written.connection().remoteIp().getHostAddress();
  }

  private static MeshTunnel tunnel(Written one, Written other) {
    return new MeshTunnel(
        InterfaceType.TunnelType.GRE,
        OptionalLong.empty(),
        one.connection().psk(),
        one.connection().psk().isPresent()
            ? MeshSecurity.preSharedKeys()
            : MeshSecurity.clearText(),
        one.end(),
        other.end());
  }
}
