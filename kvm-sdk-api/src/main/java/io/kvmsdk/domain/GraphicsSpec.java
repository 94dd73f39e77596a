package io.kvmsdk.domain;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import io.kvmsdk.value.Secret;
import java.util.Optional;
import java.util.OptionalInt;
import org.immutables.value.Value;

/** A VNC server on the guest's screen: libvirt's {@code <graphics type='vnc'>}. */
@Value.Immutable
@SpecStyle
public abstract class GraphicsSpec {
  GraphicsSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  /** The address on the host to listen at. */
  @Value.Default
  public String listen() {
    return "127.0.0.1";
  }

  /** The TCP port, 5900 to 65535; libvirt chooses where it is empty. */
  public abstract OptionalInt port();

  /** VNC uses its first 8 characters. */
  public abstract Optional<Secret> password();

  @Value.Check
  void check() {
    Validation.of("graphics", listen())
        .require(
            port().orElse(5900) >= 5900 && port().orElse(5900) <= 65535,
            "port must be 5900 to 65535")
        .text("listen", listen())
        .orThrow();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link GraphicsSpec}. */
  public static final class Builder extends ImmutableGraphicsSpec.Builder {
    Builder() {}
  }
}
