package io.kvmsdk.domain;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** A serial port of the guest: libvirt's {@code <serial>}. */
@Value.Immutable
@SpecStyle
public abstract non-sealed class SerialSpec implements DeviceSpec {
  SerialSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  @Value.Default
  public CharacterSource source() {
    return CharacterSource.pty();
  }

  /** A file on the host that gets all that the guest writes, after what it holds already. */
  public abstract Optional<String> logFile();

  @Override
  public abstract List<String> rawXml();

  @Value.Check
  void check() {
    Validation.of("serial", "")
        .require(
            logFile().map(f -> f.startsWith("/")).orElse(true), "logFile must be an absolute path")
        .rawXml(rawXml())
        .orThrow();
  }

  @Override
  public final SerialSpec withRawXml(List<String> rawXml) {
    return toBuilder().rawXml(rawXml).build();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link SerialSpec}. */
  public static final class Builder extends ImmutableSerialSpec.Builder {
    Builder() {}
  }
}
