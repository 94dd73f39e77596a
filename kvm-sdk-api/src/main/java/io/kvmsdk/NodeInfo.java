package io.kvmsdk;

import io.kvmsdk.value.ByteSize;
import java.util.Objects;

/**
 * What a host is made of. libvirt: {@code virNodeInfo}.
 *
 * @param model of its processors, as {@code x86_64}
 * @param cpus how many of them are switched on
 * @param mhz their frequency; 0 where the host does not tell
 * @param sockets on each NUMA node
 * @param cores on each socket
 * @param threads on each core
 */
public record NodeInfo(
    String model,
    ByteSize memory,
    int cpus,
    int mhz,
    int numaNodes,
    int sockets,
    int cores,
    int threads) {
  public NodeInfo {
    Objects.requireNonNull(model);
    Objects.requireNonNull(memory);
  }
}
