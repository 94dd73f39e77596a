package io.kvmsdk.ovs;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.immutables.value.Value;

/**
 * Which packets of a bridge are sent a second time, and where to: a row of {@code Mirror}. A packet
 * is chosen if it comes from one of the sources or goes to one of the destinations, and is in one
 * of the VLANs; where none of the three is said, no packet is.
 */
@Value.Immutable
@SpecStyle
public abstract class MirrorSpec {
  MirrorSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  /** One of a kind on its bridge. */
  public abstract String name();

  /** Whether every packet of the bridge is chosen. */
  @Value.Default
  public boolean all() {
    return false;
  }

  /** Ports whose packets are chosen as they come in ({@code select_src_port}). */
  public abstract Set<String> sources();

  /** Ports whose packets are chosen as they leave ({@code select_dst_port}). */
  public abstract Set<String> destinations();

  /** All where it is empty. */
  public abstract Set<Integer> vlans();

  /** The port that gets the copies, and nothing else from then on. */
  public abstract Optional<String> outputPort();

  /** The VLAN that gets the copies, 1 to 4095. */
  public abstract OptionalInt outputVlan();

  /** How much of each packet is copied, 14 to 65535 bytes; all of it where it is empty. */
  public abstract OptionalInt snaplen();

  public abstract Map<String, String> externalIds();

  @Value.Check
  void check() {
    Validation.of("mirror", name())
        .name(name())
        .require(
            outputPort().isPresent() != outputVlan().isPresent(),
            "a mirror sends either to outputPort or to outputVlan")
        .require(
            outputVlan().orElse(1) >= 1 && outputVlan().orElse(1) <= 4095,
            "outputVlan must be 1 to 4095")
        .require(
            vlans().stream().allMatch(vlan -> vlan >= 0 && vlan <= 4095), "a VLAN is 0 to 4095")
        .require(
            snaplen().orElse(14) >= 14 && snaplen().orElse(14) <= 65535,
            "snaplen must be 14 to 65535")
        .orThrow();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link MirrorSpec}. */
  public static final class Builder extends ImmutableMirrorSpec.Builder {
    Builder() {}
  }
}
