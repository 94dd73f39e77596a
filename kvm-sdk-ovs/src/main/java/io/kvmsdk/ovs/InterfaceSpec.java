package io.kvmsdk.ovs;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import io.kvmsdk.value.IpAddresses;
import io.kvmsdk.value.MacAddress;
import io.kvmsdk.value.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.immutables.value.Value;

/**
 * What an interface should be: a row of {@code Interface}. What is left empty stays as it is, and
 * has Open vSwitch's default in a new one.
 */
@Value.Immutable
@SpecStyle
public abstract class InterfaceSpec {
  static final String LONG_NAME = "a device of Linux has a name of at most 15 bytes";

  static final String NO_KEY = "a pre-shared key has a character or more, and no quotation marks";

  InterfaceSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  /** The device's name, unique in the whole switch; at most 15 bytes where Linux knows it. */
  public abstract String name();

  /** A new one is a device of the host's where it is empty. */
  public abstract Optional<InterfaceType> type();

  /**
   * Only for {@link InterfaceType.Internal} and the like; the host's devices have their own. A
   * bridge's local port has it from the bridge: {@code other_config:hwaddr}.
   */
  public abstract Optional<MacAddress> mac();

  /** The largest packet in bytes, 68 to 65535 ({@code mtu_request}). */
  public abstract OptionalInt mtu();

  /** The OpenFlow port number that it should have, 1 to 65279 ({@code ofport_request}). */
  public abstract OptionalInt ofport();

  /** How fast the switch takes packets from it, in kilobits per second; 0 is without limit. */
  public abstract OptionalInt ingressPolicingRate();

  /** How much may come faster for a moment, in kilobits; 0 lets the switch choose. */
  public abstract OptionalInt ingressPolicingBurst();

  /**
   * Options of its type besides those that {@link #type} says; they win over them. Keys that are
   * not named stay, as long as it is of the same type.
   */
  public abstract Map<String, String> options();

  /** Keys that are not named stay. */
  public abstract Map<String, String> otherConfig();

  /** Keys that are not named stay. */
  public abstract Map<String, String> externalIds();

  @Value.Check
  void check() {
    Validation v = Validation.of("interface", name()).name(name());
    v.require(mtu().orElse(1500) >= 68 && mtu().orElse(1500) <= 65535, "mtu must be 68 to 65535");
    v.require(ofport().orElse(1) >= 1 && ofport().orElse(1) <= 65279, "ofport must be 1 to 65279");
    v.require(
        ingressPolicingRate().orElse(0) >= 0 && ingressPolicingBurst().orElse(0) >= 0,
        "ingress policing must not be negative");
    type().ifPresent(type -> check(v, type));
    v.orThrow();
  }

  private void check(Validation v, InterfaceType type) {
    if (type instanceof InterfaceType.Device || type instanceof InterfaceType.Internal) {
      v.require(fitsLinux(name()), LONG_NAME);
    } else if (type instanceof InterfaceType.Patch patch) {
      v.require(!patch.peer().equals(name()), "a patch port is not its own peer");
      v.require(!patch.peer().isBlank(), "a patch port needs a peer");
    } else if (type instanceof InterfaceType.Tunnel tunnel) {
      v.require(
          tunnel.remote().equals("flow") || isAddress(tunnel.remote()),
          "a tunnel needs the other host's IP address, or flow, not '" + tunnel.remote() + "'");
      v.require(
          tunnel.key().orElse(0) >= 0 && tunnel.key().orElse(0) <= tunnel.type().largestKey(),
          "a key of " + tunnel.type().text() + " is 0 to " + tunnel.type().largestKey());
      v.require(
          tunnel.options().getOrDefault("local_ip", "flow").equals("flow")
              || isAddress(tunnel.options().get("local_ip")),
          "a tunnel's local_ip is an IP address, or flow");
      v.require(tunnel.psk().stream().allMatch(InterfaceSpec::isKey), NO_KEY);
    }
  }

  /**
   * ovs-monitor-ipsec takes an empty one for none, and writes others between quotation marks into a
   * file of which each line is one.
   */
  static boolean isKey(Secret psk) {
    return psk.reveal().chars().noneMatch(c -> c == '"' || Character.isISOControl(c))
        && !psk.reveal().isEmpty();
  }

  /** Linux cuts longer names off (IFNAMSIZ), and does not tell. */
  static boolean fitsLinux(String name) {
    return name.getBytes(StandardCharsets.UTF_8).length <= 15;
  }

  private static boolean isAddress(String text) {
    try {
      return IpAddresses.parse(text) != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds an {@link InterfaceSpec}. */
  public static final class Builder extends ImmutableInterfaceSpec.Builder {
    Builder() {}
  }
}
