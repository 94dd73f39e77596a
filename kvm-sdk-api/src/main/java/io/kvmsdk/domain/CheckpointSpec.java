package io.kvmsdk.domain;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** What a checkpoint should be: libvirt's {@code <domaincheckpoint>} document as a value. */
@Value.Immutable
@SpecStyle
public abstract class CheckpointSpec {
  CheckpointSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  /** Unique within the domain; also the name of the bitmaps. */
  public abstract String name();

  public abstract Optional<String> description();

  /**
   * The disks that take part, by their names in libvirt as {@code vda}, each a qcow2 image. All
   * that are written to where it is empty; of a checkpoint that is made with a backup, those of the
   * backup that are qcow2 images.
   */
  public abstract List<String> disks();

  /**
   * Whether the guest agent is to freeze the guest's file systems for the moment. libvirt: {@code
   * VIR_DOMAIN_CHECKPOINT_CREATE_QUIESCE}. Not with a backup: freeze by {@link GuestAgent#freeze}
   * around its beginning.
   */
  @Value.Default
  public boolean quiesce() {
    return false;
  }

  @Value.Check
  void check() {
    Validation.of("checkpoint", name())
        .name(name())
        .require(!name().startsWith("."), "the name must not begin with a dot")
        .text("description", description().orElse(""))
        .require(disks().stream().distinct().count() == disks().size(), "a disk is named twice")
        .orThrow();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link CheckpointSpec}. */
  public static final class Builder extends ImmutableCheckpointSpec.Builder {
    Builder() {}
  }
}
