package io.kvmsdk.domain;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import io.kvmsdk.value.ByteSize;
import java.util.Optional;
import org.immutables.value.Value;

/** What the guest's memory is made of on the host: libvirt's {@code <memoryBacking>}. */
@Value.Immutable
@SpecStyle
public abstract class MemoryBackingSpec {
  MemoryBackingSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  /** The size of the host's large pages to use; the host's ordinary pages where it is empty. */
  public abstract Optional<ByteSize> hugepages();

  /** Whether other processes of the host can share it, as virtiofs and vhost-user must. */
  @Value.Default
  public boolean shared() {
    return false;
  }

  /** {@code memfd}, {@code file} or {@code anonymous}; libvirt's choice where it is empty. */
  public abstract Optional<String> source();

  /** Whether it is never swapped out; {@link TuningSpec#memoryHardLimit} should then be set. */
  @Value.Default
  public boolean locked() {
    return false;
  }

  /** Whether the host may merge equal pages of guests into one. */
  @Value.Default
  public boolean mergeable() {
    return true;
  }

  @Value.Check
  void check() {
    Validation.of("memory backing", "")
        .require(hugepages().map(h -> h.bytes() >= 1024).orElse(true), "hugepages must be KiB")
        .require(
            source().orElse("file").matches("memfd|file|anonymous"),
            "source must be memfd, file or anonymous")
        .orThrow();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link MemoryBackingSpec}. */
  public static final class Builder extends ImmutableMemoryBackingSpec.Builder {
    Builder() {}
  }
}
