package io.kvmsdk.storage;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.immutables.value.Value;

/** What a storage pool should be: libvirt's {@code <pool>} document as a value. */
@Value.Immutable
@SpecStyle
public abstract class StoragePoolSpec {
  StoragePoolSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  /** A pool of files in the host's folder {@code path}, absolute on the host. */
  public static StoragePoolSpec dir(String name, String path) {
    return builder().name(name).target(path).build();
  }

  public abstract String name();

  /** libvirt makes one up where it is empty. */
  public abstract Optional<UUID> uuid();

  @Value.Default
  public StoragePoolType type() {
    return StoragePoolType.DIR;
  }

  /** The absolute path on the host where volumes appear. */
  public abstract String target();

  /** Whether the host starts the pool when it boots. */
  @Value.Default
  public boolean autostart() {
    return true;
  }

  /** Elements to add to the document as they are, each a well-formed element. */
  public abstract List<String> rawXml();

  @Value.Check
  void check() {
    Validation.of("storage pool", name())
        .name(name())
        .require(target().startsWith("/"), "target must be an absolute path on the host")
        .text("target", target())
        .rawXml(rawXml())
        .orThrow();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link StoragePoolSpec}. */
  public static final class Builder extends ImmutableStoragePoolSpec.Builder {
    Builder() {}
  }
}
