package io.kvmsdk.ovs;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.immutables.value.Value;

/**
 * What a bridge should be: a row of {@code Bridge}, with its ports. What is left empty stays as it
 * is, and has Open vSwitch's default in a new one; so do ports that are not named, unless {@link
 * #exclusive}.
 */
@Value.Immutable
@SpecStyle
public abstract class BridgeSpec {
  BridgeSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  /** Also that of its local port, the device by which the host itself is on the bridge. */
  public abstract String name();

  /** Linux's where it is empty. */
  public abstract Optional<DatapathType> datapathType();

  public abstract Optional<FailMode> failMode();

  /** Whether loops are broken by the spanning tree protocol, 802.1D. */
  public abstract Optional<Boolean> stp();

  /** Whether loops are broken by the rapid spanning tree protocol, 802.1D-2004. */
  public abstract Optional<Boolean> rstp();

  /** Whether multicasts go only where they were asked for. */
  public abstract Optional<Boolean> multicastSnooping();

  /** The versions of OpenFlow that it speaks, as {@code OpenFlow13}. */
  public abstract Set<String> protocols();

  /** Just these OpenFlow controllers, where any is named. */
  public abstract List<ConnectionSpec> controllers();

  /** Others that it has stay, unless it is {@link #exclusive}. */
  public abstract List<MirrorSpec> mirrors();

  /** What it tells collectors, one of a kind. */
  public abstract List<FlowExport> flowExports();

  /** Of names that all differ. */
  public abstract List<PortSpec> ports();

  /** Whether ports and mirrors that are not named here are deleted; the local port never is. */
  @Value.Default
  public boolean exclusive() {
    return false;
  }

  /** Keys that are not named stay. */
  public abstract Map<String, String> otherConfig();

  /** Keys that are not named stay. */
  public abstract Map<String, String> externalIds();

  @Value.Check
  void check() {
    Validation.of("bridge", name())
        .name(name())
        .require(InterfaceSpec.fitsLinux(name()), InterfaceSpec.LONG_NAME)
        .require(
            ports().stream().map(PortSpec::name).distinct().count() == ports().size(),
            "two ports have the same name")
        .require(
            interfaces().map(InterfaceSpec::name).distinct().count() == interfaces().count(),
            "two interfaces have the same name")
        .require(
            ofports().distinct().count() == ofports().count(),
            "two interfaces ask for the same ofport")
        .require(
            interfaces().noneMatch(i -> i.name().equals(name()) && i.mac().isPresent()),
            "the local port has its mac from the bridge: other_config:hwaddr")
        .require(
            mirrors().stream().map(MirrorSpec::name).distinct().count() == mirrors().size(),
            "two mirrors have the same name")
        .require(
            !exclusive() || mirrors().stream().allMatch(this::hasPortsOf),
            "a mirror of an exclusive bridge is of ports that it names")
        .require(
            flowExports().stream().map(FlowExport::getClass).distinct().count()
                == flowExports().size(),
            "two flow exports are of the same kind")
        .require(
            controllers().stream().map(ConnectionSpec::target).distinct().count()
                == controllers().size(),
            "two controllers have the same target")
        .require(!(stp().orElse(false) && rstp().orElse(false)), "stp and rstp exclude each other")
        .orThrow();
  }

  private boolean hasPortsOf(MirrorSpec mirror) {
    return Stream.of(
            mirror.sources(),
            mirror.destinations(),
            Set.copyOf(mirror.outputPort().stream().toList()))
        .flatMap(Set::stream)
        .allMatch(
            port -> port.equals(name()) || ports().stream().anyMatch(p -> p.name().equals(port)));
  }

  private Stream<InterfaceSpec> interfaces() {
    return ports().stream().flatMap(p -> p.interfaces().stream());
  }

  private IntStream ofports() {
    return interfaces().flatMapToInt(i -> i.ofport().stream());
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link BridgeSpec}. */
  public static final class Builder extends ImmutableBridgeSpec.Builder {
    Builder() {}

    /** As {@link #addPort(PortSpec)}. */
    public Builder port(Consumer<PortSpec.Builder> port) {
      PortSpec.Builder builder = PortSpec.builder();
      port.accept(builder);
      return addPort(builder.build());
    }

    /** As {@link #addMirror(MirrorSpec)}. */
    public Builder mirror(Consumer<MirrorSpec.Builder> mirror) {
      MirrorSpec.Builder builder = MirrorSpec.builder();
      mirror.accept(builder);
      return addMirror(builder.build());
    }

    /** As {@link #addController(ConnectionSpec)}. */
    public Builder controller(Consumer<ConnectionSpec.Builder> controller) {
      ConnectionSpec.Builder builder = ConnectionSpec.builder();
      controller.accept(builder);
      return addController(builder.build());
    }

    /** One at that target, as {@code tcp:127.0.0.1:6653}. */
    public Builder addController(String target) {
      return addController(ConnectionSpec.of(target));
    }

    /** A port with one interface of its own name. */
    public Builder addPort(String name, InterfaceType type) {
      return addPort(PortSpec.of(name, type));
    }
  }
}
