package io.kvmsdk.provision;

import io.kvmsdk.domain.Nvram;
import io.kvmsdk.internal.spec.SpecStyle;
import java.util.function.Predicate;
import org.immutables.value.Value;

/** What goes with a deleted domain, and who is asked before. */
@Value.Immutable
@SpecStyle
public abstract class DeletePolicy {
  public static final DeletePolicy KEEP_DISKS = builder().build();

  /** Those volumes go that are the domain's own: it writes to them and nothing else uses them. */
  public static final DeletePolicy REMOVE_DISKS = builder().removeDisks(true).build();

  DeletePolicy() {}

  public static Builder builder() {
    return new Builder();
  }

  /** Whether the domain's own volumes go: disks and the overlays of its snapshots. */
  @Value.Default
  public boolean removeDisks() {
    return false;
  }

  /**
   * Whether images that are the domain's own go as well where they are files in no active pool.
   * That can be done only on this machine, and nobody knows what lies over such files.
   */
  @Value.Default
  public boolean removeLocalFiles() {
    return false;
  }

  @Value.Default
  public Nvram nvram() {
    return Nvram.REMOVE;
  }

  /** Is asked once, as the plan is applied, before anything is changed; false cancels it. */
  @Value.Default
  @Value.Auxiliary
  public Predicate<Plan<Void>> confirm() {
    return plan -> true;
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link DeletePolicy}. */
  public static final class Builder extends ImmutableDeletePolicy.Builder {
    Builder() {}
  }
}
