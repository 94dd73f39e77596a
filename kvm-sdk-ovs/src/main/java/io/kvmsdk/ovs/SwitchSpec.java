package io.kvmsdk.ovs;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.immutables.value.Value;

/**
 * What a switch should be as a whole: its bridges, and the one row of {@code Open_vSwitch}. What is
 * left empty stays as it is, and so do bridges that are not named.
 */
@Value.Immutable
@SpecStyle
public abstract class SwitchSpec {
  SwitchSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  /** Of names that all differ. */
  public abstract List<BridgeSpec> bridges();

  /** Just these, where any is named: whom the database's server heeds. */
  public abstract List<ConnectionSpec> managers();

  /** As {@code stats-update-interval}; keys that are not named stay. */
  public abstract Map<String, String> otherConfig();

  /** As {@code system-id}, and what OVN's controller wants; keys that are not named stay. */
  public abstract Map<String, String> externalIds();

  @Value.Check
  void check() {
    Validation.of("switch", "")
        .require(
            bridges().stream().map(BridgeSpec::name).distinct().count() == bridges().size(),
            "two specs are of the same bridge")
        .require(
            managers().stream().map(ConnectionSpec::target).distinct().count() == managers().size(),
            "two managers have the same target")
        .orThrow();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link SwitchSpec}. */
  public static final class Builder extends ImmutableSwitchSpec.Builder {
    Builder() {}

    /** As {@link #addBridge(BridgeSpec)}. */
    public Builder bridge(Consumer<BridgeSpec.Builder> bridge) {
      BridgeSpec.Builder builder = BridgeSpec.builder();
      bridge.accept(builder);
      return addBridge(builder.build());
    }

    /** As {@link #addManager(ConnectionSpec)}. */
    public Builder manager(Consumer<ConnectionSpec.Builder> manager) {
      ConnectionSpec.Builder builder = ConnectionSpec.builder();
      manager.accept(builder);
      return addManager(builder.build());
    }

    /** As {@link ConnectionSpec#of}. */
    public Builder addManager(String target) {
      return addManager(ConnectionSpec.of(target));
    }
  }
}
