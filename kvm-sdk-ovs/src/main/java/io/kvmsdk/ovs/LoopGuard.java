package io.kvmsdk.ovs;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What keeps packets from going in circles: three hosts in a ring are enough for a storm. */
public enum LoopGuard {
  /** There is no circle. */
  NONE,
  /** Tunnel ports of a bridge never send to each other: each host must reach each other itself. */
  PROTECTED_PORTS,
  /** The bridges agree on a tree (802.1D-2004): some seconds after a change before packets pass. */
  RSTP;

  /** The one that those tunnels need. */
  static LoopGuard of(List<MeshTunnel> tunnels) {
    Set<Set<String>> pairs = new HashSet<>();
    Set<String> bridges = new HashSet<>();
    Map<String, String> leaders = new HashMap<>();
    boolean circle = false;
    for (MeshTunnel tunnel : tunnels) {
      Set<String> pair = Set.of(bridge(tunnel.one()), bridge(tunnel.other()));
      String one = leader(leaders, bridge(tunnel.one()));
      String other = leader(leaders, bridge(tunnel.other()));
      if (one.equals(other)) {
        circle = true;
      } else {
        leaders.put(one, other);
      }
      bridges.addAll(pair);
      pairs.add(pair);
    }
    if (!circle) {
      return NONE;
    }
    return pairs.size() == bridges.size() * (bridges.size() - 1) / 2 ? PROTECTED_PORTS : RSTP;
  }

  private static String bridge(MeshTunnel.End end) {
    return end.host().name() + "/" + end.bridge();
  }

  /** Bridges that tunnels join have the same one. */
  private static String leader(Map<String, String> leaders, String bridge) {
    String leader = bridge;
    while (leaders.containsKey(leader)) {
      leader = leaders.get(leader);
    }
    return leader;
  }
}
