package io.kvmsdk.qcow2;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** Which files an image may lead to, and which doubtful images are read all the same. */
@Value.Immutable
@SpecStyle
public abstract class ChainOptions {
  private static final ChainOptions DEFAULTS = builder().build();

  ChainOptions() {}

  public static Builder builder() {
    return new Builder();
  }

  /** Backing files anywhere, up to 64 layers; nothing doubtful. */
  public static ChainOptions defaults() {
    return DEFAULTS;
  }

  /**
   * The folders in or below which every backing file must lie, once links are followed; anywhere if
   * there are none. An image from a stranger can name any file of this host.
   */
  public abstract List<Path> roots();

  /** How many layers a chain may have, the top included: from 1 to 64, the default. */
  @Value.Default
  public int depth() {
    return BackingChain.DEEPEST;
  }

  /**
   * The file that holds the top image's guest data, where that image keeps it outside. The name in
   * the image is never followed.
   */
  public abstract Optional<Path> dataFile();

  /** Whether an image that is marked corrupt is read; no by default. */
  @Value.Default
  public boolean corruptAllowed() {
    return false;
  }

  @Value.Check
  void check() {
    Validation.of("options", "of a backing chain")
        .require(
            depth() >= 1 && depth() <= BackingChain.DEEPEST,
            "depth must be from 1 to " + BackingChain.DEEPEST + ", not " + depth())
        .orThrow();
  }

  public final Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds {@link ChainOptions}. */
  public static final class Builder extends ImmutableChainOptions.Builder {
    Builder() {}
  }
}
