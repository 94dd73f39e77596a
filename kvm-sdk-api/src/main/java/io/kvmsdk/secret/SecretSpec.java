package io.kvmsdk.secret;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import java.util.Optional;
import java.util.UUID;
import org.immutables.value.Value;

/** What a secret is for, and how well it is kept; never its value. */
@Value.Immutable
@SpecStyle
public abstract class SecretSpec {
  SecretSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  /** A new one is made up where it is left open. */
  public abstract Optional<UUID> uuid();

  @Value.Default
  public SecretUsage usage() {
    return SecretUsage.none();
  }

  public abstract Optional<String> description();

  /** Whether it is kept in memory alone, and forgotten when libvirt's daemon ends. */
  @Value.Default
  public boolean ephemeral() {
    return false;
  }

  /** Whether its value is used, and told to nobody, not even to who set it. */
  @Value.Default
  public boolean hidden() {
    return false;
  }

  @Value.Check
  void check() {
    Validation.of("secret", usage().toString())
        .require(
            usage().type() == SecretUsage.Type.NONE || !usage().id().isBlank(),
            "its use needs a path or name")
        .orThrow();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds {@link SecretSpec}. */
  public static final class Builder extends ImmutableSecretSpec.Builder {
    Builder() {}
  }
}
