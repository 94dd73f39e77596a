package io.kvmsdk.domain;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import io.kvmsdk.value.ByteSize;
import java.util.List;
import org.immutables.value.Value;

/** Memory that guests share with each other: libvirt's {@code <shmem>}. */
@Value.Immutable
@SpecStyle
public abstract non-sealed class ShmemSpec implements DeviceSpec {
  ShmemSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  /** By which guests and host know it: {@code /dev/shm/NAME}. */
  public abstract String name();

  @Value.Default
  public String model() {
    return "ivshmem-plain";
  }

  /** A power of two, at least 1 MiB. */
  @Value.Default
  public ByteSize size() {
    return ByteSize.mib(4);
  }

  @Override
  public abstract List<String> rawXml();

  @Value.Check
  void check() {
    Validation.of("shmem", name())
        .name(name())
        .require(model().matches("[a-z-]+"), "model must be libvirt's, as ivshmem-plain")
        .require(
            size().compareTo(ByteSize.mib(1)) >= 0 && Long.bitCount(size().bytes()) == 1,
            "size must be a power of two, at least 1 MiB")
        .rawXml(rawXml())
        .orThrow();
  }

  @Override
  public final ShmemSpec withRawXml(List<String> rawXml) {
    return toBuilder().rawXml(rawXml).build();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link ShmemSpec}. */
  public static final class Builder extends ImmutableShmemSpec.Builder {
    Builder() {}
  }
}
