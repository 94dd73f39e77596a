package io.kvmsdk.storage;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import io.kvmsdk.value.ByteSize;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** What the full copy of a volume should be; it stands alone, whatever the source lies over. */
@Value.Immutable
@SpecStyle
public abstract class VolumeCloneSpec {
  VolumeCloneSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  /** A copy of that name in the source's pool, of its format and capacity. */
  public static VolumeCloneSpec named(String name) {
    return builder().name(name).build();
  }

  /** The copy's name within its pool. */
  public abstract String name();

  /** The pool to copy into; empty means the source's own. */
  public abstract Optional<String> pool();

  /** The copy's format; empty means the source's. */
  public abstract Optional<VolumeFormat> format();

  /** What a guest sees of the copy, no less than of the source; empty means the same. */
  public abstract Optional<ByteSize> capacity();

  @Value.Default
  public Reflink reflink() {
    return Reflink.AUTO;
  }

  /** Elements to add to the copy's document as they are, each a well-formed element. */
  public abstract List<String> rawXml();

  @Value.Check
  void check() {
    Validation.of("storage volume", name()).name(name()).rawXml(rawXml()).orThrow();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link VolumeCloneSpec}. */
  public static final class Builder extends ImmutableVolumeCloneSpec.Builder {
    Builder() {}
  }
}
