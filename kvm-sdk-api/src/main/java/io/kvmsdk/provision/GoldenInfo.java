package io.kvmsdk.provision;

import io.kvmsdk.domain.Firmware;
import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.immutables.value.Value;

/** What is known of a golden image; it lies beside the image in the pool, as text. */
@Value.Immutable
@SpecStyle
public abstract class GoldenInfo {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  GoldenInfo() {}

  public static Builder builder() {
    return new Builder();
  }

  /** Letters, digits, dots, dashes and underscores. */
  public abstract String name();

  /** The image's format; of its clones' backing file, too. */
  public abstract VolumeFormat format();

  /** The fingerprint: of all bytes of the image, in 64 hex digits. */
  public abstract String sha256();

  /** What a guest sees. */
  public abstract ByteSize size();

  /** Where it was taken from: a domain, a volume or a file, and its name. */
  public abstract String source();

  /** When it was published. */
  public abstract Instant created();

  /** What is installed in it, as its publisher calls that. */
  public abstract Optional<String> os();

  /** What it boots by; where that is empty, the host's default. */
  public abstract Optional<Firmware> firmware();

  /** What was done about its identity; never {@link Generalize#AUTO}. */
  public abstract Generalize generalized();

  @Value.Check
  void check() {
    Validation.of("golden image", name())
        .name(name())
        .require(isName(name()), "the name must be letters, digits, '.', '-' and '_', as debian-12")
        .require(SHA256.matcher(sha256()).matches(), "sha256 must be 64 hex digits")
        .require(generalized() != Generalize.AUTO, "generalized must say what was done")
        .require(isLine(source()), "source must be one line")
        .require(os().map(GoldenInfo::isLine).orElse(true), "os must be one line")
        .orThrow();
  }

  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  private static boolean isLine(String text) {
    return !text.isBlank() && text.chars().noneMatch(Character::isISOControl);
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link GoldenInfo}. */
  public static final class Builder extends ImmutableGoldenInfo.Builder {
    Builder() {}
  }
}
