package io.kvmsdk.ovs;

import io.kvmsdk.internal.spec.Validation;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a bridge tells collectors of its traffic. Targets are as {@code 192.0.2.1:2055}; what is
 * left empty is Open vSwitch's default.
 */
public sealed interface FlowExport {
  /** An IPv6 address is in brackets. */
  Pattern TARGET = Pattern.compile("([0-9.]+|\\[[0-9a-fA-F:.]+]):[0-9]{1,5}");

  /** Where it is sent. */
  Set<String> targets();

  /**
   * Samples of packets and counters (sFlow 5).
   *
   * @param agent the device whose address is the sender's
   * @param sampling one of so many packets
   * @param polling how often counters are sent; whole seconds
   * @param header how many bytes of a packet
   */
  record Sflow(
      Set<String> targets,
      Optional<String> agent,
      OptionalInt sampling,
      Optional<Duration> polling,
      OptionalInt header)
      implements FlowExport {
    public Sflow {
      targets = checked(targets, sampling, polling);
    }

    public Sflow agent(String device) {
      return new Sflow(targets, Optional.of(device), sampling, polling, header);
    }

    public Sflow sampling(int oneOf) {
      return new Sflow(targets, agent, OptionalInt.of(oneOf), polling, header);
    }

    public Sflow polling(Duration every) {
      return new Sflow(targets, agent, sampling, Optional.of(every), header);
    }

    public Sflow header(int bytes) {
      return new Sflow(targets, agent, sampling, polling, OptionalInt.of(bytes));
    }
  }

  /**
   * Flows (NetFlow 5).
   *
   * @param activeTimeout how often a flow that goes on is told; whole seconds
   */
  record Netflow(Set<String> targets, Optional<Duration> activeTimeout) implements FlowExport {
    public Netflow {
      targets = checked(targets, OptionalInt.empty(), activeTimeout);
    }

    public Netflow activeTimeout(Duration every) {
      return new Netflow(targets, Optional.of(every));
    }
  }

  /**
   * Flows (IPFIX, RFC 7011).
   *
   * @param sampling one of so many packets
   * @param domain the observation domain's number
   * @param point the observation point's number
   * @param activeTimeout how long a flow is gathered before it is told; whole seconds
   */
  record Ipfix(
      Set<String> targets,
      OptionalInt sampling,
      OptionalLong domain,
      OptionalLong point,
      Optional<Duration> activeTimeout)
      implements FlowExport {
    public Ipfix {
      targets = checked(targets, sampling, activeTimeout);
    }

    public Ipfix sampling(int oneOf) {
      return new Ipfix(targets, OptionalInt.of(oneOf), domain, point, activeTimeout);
    }

    public Ipfix observation(long newDomain, long newPoint) {
      return new Ipfix(
          targets, sampling, OptionalLong.of(newDomain), OptionalLong.of(newPoint), activeTimeout);
    }

    public Ipfix activeTimeout(Duration every) {
      return new Ipfix(targets, sampling, domain, point, Optional.of(every));
    }
  }

  static Sflow sflow(String... targets) {
    return new Sflow(
        Set.of(targets),
        Optional.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        OptionalInt.empty());
  }

  static Netflow netflow(String... targets) {
    return new Netflow(Set.of(targets), Optional.empty());
  }

  static Ipfix ipfix(String... targets) {
    return new Ipfix(
        Set.of(targets),
        OptionalInt.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        Optional.empty());
  }

  /** ovs-vswitchd only notes in its log what it cannot use, and exports nothing. */
  private static Set<String> checked(
      Set<String> targets, OptionalInt sampling, Optional<Duration> time) {
    Validation v = Validation.of("flow export", "");
    v.require(!targets.isEmpty(), "it needs a target");
    for (String target : targets) {
      v.require(TARGET.matcher(target).matches(), "a target is IP:PORT, not '" + target + "'");
    }
    v.require(sampling.orElse(1) >= 1, "sampling is one of so many packets: 1 or more");
    v.require(
        time.filter(t -> t.isNegative() || t.toNanosPart() != 0).isEmpty(),
        "a time is whole seconds, and not negative");
    v.orThrow();
    return Set.copyOf(targets);
  }
}
