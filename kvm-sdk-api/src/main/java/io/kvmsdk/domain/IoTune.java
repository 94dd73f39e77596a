package io.kvmsdk.domain;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import io.kvmsdk.value.ByteSize;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.immutables.value.Value;

/** How fast a disk may be read and written: libvirt's {@code <iotune>}; no limit where empty. */
@Value.Immutable
@SpecStyle
public abstract class IoTune {
  IoTune() {}

  public static Builder builder() {
    return new Builder();
  }

  /** Bytes read and written in a second; alone, or each by its own limit. */
  public abstract Optional<ByteSize> bytesPerSecond();

  public abstract Optional<ByteSize> readBytesPerSecond();

  public abstract Optional<ByteSize> writeBytesPerSecond();

  /** Requests in a second; alone, or each by its own limit. */
  public abstract OptionalLong iops();

  public abstract OptionalLong readIops();

  public abstract OptionalLong writeIops();

  @Value.Check
  void check() {
    boolean bytes = readBytesPerSecond().isPresent() || writeBytesPerSecond().isPresent();
    boolean requests = readIops().isPresent() || writeIops().isPresent();
    Validation.of("iotune", "")
        .require(
            bytesPerSecond().isEmpty() || !bytes,
            "bytesPerSecond limits reads and writes together: no limit of one can go with it")
        .require(
            iops().isEmpty() || !requests,
            "iops limits reads and writes together: no limit of one can go with it")
        .require(
            Stream.of(iops(), readIops(), writeIops()).allMatch(n -> n.orElse(0) >= 0),
            "iops must not be negative")
        .orThrow();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds an {@link IoTune}. */
  public static final class Builder extends ImmutableIoTune.Builder {
    Builder() {}
  }
}
