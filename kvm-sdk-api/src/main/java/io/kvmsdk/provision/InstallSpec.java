package io.kvmsdk.provision;

import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.media.Media;
import io.kvmsdk.network.NetworkSpec;
import io.kvmsdk.storage.StoragePoolSpec;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** What to install, from which medium, and what to make first where the host lacks it. */
@Value.Immutable
@SpecStyle
public abstract class InstallSpec {
  InstallSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  public abstract DomainSpec domain();

  /** The installer; it must need no person, and power off or reboot when it is done. */
  public abstract Media media();

  /** Networks to make where there are none of their names; others are used as they are. */
  public abstract List<NetworkSpec> networks();

  /** Pools to make where there are none of their names; others are used as they are. */
  public abstract List<StoragePoolSpec> pools();

  /** The pool for the medium; that of the domain's first disk where it is empty. */
  public abstract Optional<String> mediaPool();

  /** Whether to wait until the installed guest has an address. */
  @Value.Default
  public boolean waitForAddress() {
    return true;
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds an {@link InstallSpec}. */
  public static final class Builder extends ImmutableInstallSpec.Builder {
    Builder() {}

    /** The domain, built in place. */
    public Builder domain(Consumer<DomainSpec.Builder> domain) {
      DomainSpec.Builder builder = DomainSpec.builder();
      domain.accept(builder);
      return domain(builder.build());
    }
  }
}
