package io.kvmsdk.ovs;

import io.kvmsdk.value.MacAddress;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How an interface is at one moment. ovs-vswitchd counts anew every five seconds, unless {@code
 * other_config:stats-update-interval} says otherwise.
 *
 * @param type as the database names it; {@code system} for a device of the host's
 * @param options of its type, without secrets
 * @param ofport its number in OpenFlow; nothing while it has none
 * @param error why ovs-vswitchd cannot make it
 * @param adminUp whether it is switched on
 * @param linkUp whether there is a signal; for a tunnel, whether it can be set up
 * @param linkSpeed in bits per second, where the device knows it
 * @param counters nothing for what the device does not count
 * @param status what else is known of the device, as {@code driver_name}
 * @param externalIds what others note there, as {@code iface-id}
 */
public record InterfaceInfo(
    String name,
    String type,
    Map<String, String> options,
    OptionalInt ofport,
    Optional<String> error,
    Optional<MacAddress> mac,
    OptionalInt mtu,
    Optional<Boolean> adminUp,
    Optional<Boolean> linkUp,
    OptionalLong linkSpeed,
    Counters counters,
    Map<String, String> status,
    Map<String, String> externalIds) {
  /** Whether it works: it has a number, and no error. */
  public boolean works() {
    return error.isEmpty() && ofport.isPresent();
  }

  /**
   * What went through it since it was made: from the switch's side, {@code rx} is what came in.
   *
   * @param all by the database's names, as {@code rx_crc_err}
   */
  public record Counters(Map<String, Long> all) {
    public Counters {
      all = Map.copyOf(all);
    }

    public long rxPackets() {
      return all.getOrDefault("rx_packets", 0L);
    }

    public long txPackets() {
      return all.getOrDefault("tx_packets", 0L);
    }

    public long rxBytes() {
      return all.getOrDefault("rx_bytes", 0L);
    }

    public long txBytes() {
      return all.getOrDefault("tx_bytes", 0L);
    }

    public long rxErrors() {
      return all.getOrDefault("rx_errors", 0L);
    }

    public long txErrors() {
      return all.getOrDefault("tx_errors", 0L);
    }

    public long rxDropped() {
      return all.getOrDefault("rx_dropped", 0L);
    }

    public long txDropped() {
      return all.getOrDefault("tx_dropped", 0L);
    }
  }
}
