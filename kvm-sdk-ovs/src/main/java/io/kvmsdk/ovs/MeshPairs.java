package io.kvmsdk.ovs;

import java.util.ArrayList;
import java.util.List;

/** Which hosts have a tunnel to each other. */
final class MeshPairs {
  record Pair(MeshHost one, MeshHost other) {}

  private MeshPairs() {}

  static List<Pair> of(List<MeshHost> hosts, MeshTopology topology) {
    List<Pair> pairs = new ArrayList<>();
    int count = hosts.size();
    for (int i = 0; i < count; i++) {
      for (int j = i + 1; j < count; j++) {
        boolean joined =
            switch (topology) {
              case FULL_MESH -> true;
              case HUB -> i == 0;
              case RING -> j == i + 1 || (i == 0 && j == count - 1);
            };
        if (joined) {
          pairs.add(new Pair(hosts.get(i), hosts.get(j)));
        }
      }
    }
    return pairs;
  }
}
