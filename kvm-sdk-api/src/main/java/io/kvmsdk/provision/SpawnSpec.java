package io.kvmsdk.provision;

import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import io.kvmsdk.unattended.CloudInit;
import io.kvmsdk.value.ByteSize;
import java.util.Optional;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** What to make over a golden image. */
@Value.Immutable
@SpecStyle
public abstract class SpawnSpec {
  private static final int MOST_PARALLEL = 64;

  SpawnSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  /**
   * The machine, without the disk over the golden image, which becomes its first. Where it has no
   * firmware, it boots by the image's; MAC addresses and UUID are made up where they are empty.
   */
  public abstract DomainSpec domain();

  /**
   * What the guest sees of its first disk; no less than of the golden image, and that by default.
   */
  public abstract Optional<ByteSize> diskSize();

  /** The pool for the machine's own volumes; the golden image's where it is empty. */
  public abstract Optional<String> pool();

  /**
   * What the guest makes of itself at its first boot. Where it has no hostname, that is the
   * domain's name; the instance is always a new one.
   */
  @Value.Default
  public CloudInit cloudInit() {
    return CloudInit.builder().build();
  }

  /**
   * Whether the machine gets a seed at all: a read-only virtio disk, since not all kernels for
   * clouds know the SATA drive that a CD would be in. It stays as long as the machine.
   */
  @Value.Default
  public boolean seeded() {
    return true;
  }

  /** Whether to wait until the guest has an address. */
  @Value.Default
  public boolean waitForAddress() {
    return true;
  }

  /** How many are made at a time where several are; 1 to 64. */
  @Value.Default
  public int parallel() {
    return 4;
  }

  @Value.Check
  void check() {
    Validation.of("domain", domain().name())
        .require(
            parallel() >= 1 && parallel() <= MOST_PARALLEL,
            "parallel must be 1 to " + MOST_PARALLEL)
        .orThrow();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link SpawnSpec}. */
  public static final class Builder extends ImmutableSpawnSpec.Builder {
    Builder() {}

    /** The machine, built in place. */
    public Builder domain(Consumer<DomainSpec.Builder> domain) {
      DomainSpec.Builder builder = DomainSpec.builder();
      domain.accept(builder);
      return domain(builder.build());
    }

    /** The seed, built in place. */
    public Builder cloudInit(Consumer<CloudInit.Builder> seed) {
      CloudInit.Builder builder = CloudInit.builder();
      seed.accept(builder);
      return cloudInit(builder.build());
    }
  }
}
