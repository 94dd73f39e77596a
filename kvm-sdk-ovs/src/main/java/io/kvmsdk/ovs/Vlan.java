package io.kvmsdk.ovs;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which VLANs a port carries, and which packets have a tag there (Port, {@code vlan_mode}, {@code
 * tag}, {@code trunks}, {@code cvlans}). VLANs are 0 to 4095.
 */
public sealed interface Vlan {
  /** One VLAN, whose packets have no tag here. */
  record Access(int tag) implements Vlan {
    public Access {
      inRange(Set.of(tag));
    }
  }

  /**
   * VLANs whose packets have a tag here.
   *
   * @param trunks all VLANs where it is empty
   */
  record Trunk(Set<Integer> trunks) implements Vlan {
    public Trunk {
      trunks = inRange(trunks);
    }
  }

  /** A trunk; packets that come without a tag belong to {@code tag}, and leave with one. */
  record NativeTagged(int tag, Set<Integer> trunks) implements Vlan {
    public NativeTagged {
      inRange(Set.of(tag));
      trunks = inRange(trunks);
    }
  }

  /** A trunk; packets of {@code tag} have no tag here. */
  record NativeUntagged(int tag, Set<Integer> trunks) implements Vlan {
    public NativeUntagged {
      inRange(Set.of(tag));
      trunks = inRange(trunks);
    }
  }

  /**
   * A customer's packets travel, with their own tags, within {@code tag} (802.1ad, QinQ).
   *
   * @param customerVlans those that are let in; all where it is empty
   */
  record Dot1qTunnel(int tag, Set<Integer> customerVlans) implements Vlan {
    public Dot1qTunnel {
      inRange(Set.of(tag));
      customerVlans = inRange(customerVlans);
    }
  }

  static Vlan access(int tag) {
    return new Access(tag);
  }

  /** A trunk of these VLANs, or of all where none is named, as a new port is. */
  static Vlan trunk(int... trunks) {
    return new Trunk(set(trunks));
  }

  static Vlan nativeTagged(int tag, int... trunks) {
    return new NativeTagged(tag, set(trunks));
  }

  static Vlan nativeUntagged(int tag, int... trunks) {
    return new NativeUntagged(tag, set(trunks));
  }

  static Vlan dot1qTunnel(int tag, int... customerVlans) {
    return new Dot1qTunnel(tag, set(customerVlans));
  }

  private static Set<Integer> set(int... vlans) {
    return Arrays.stream(vlans).boxed().collect(Collectors.toSet());
  }

  private static Set<Integer> inRange(Set<Integer> vlans) {
    for (int vlan : new TreeSet<>(vlans)) {
      if (vlan < 0 || vlan > 4095) {
        throw InvalidSpecException.of(
            Subject.of("VLAN", vlan), "a VLAN is 0 to 4095 (IEEE 802.1Q), not " + vlan);
      }
    }
    return Set.copyOf(vlans);
  }
}
