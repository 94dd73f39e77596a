package io.kvmsdk.storage;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import io.kvmsdk.value.ByteSize;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** What a storage volume should be: libvirt's {@code <volume>} document as a value. */
@Value.Immutable
@SpecStyle
public abstract class StorageVolumeSpec {
  StorageVolumeSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  /** The name within the pool; for a folder, the file's name, so without {@code /}. */
  public abstract String name();

  /**
   * What a guest sees, in bytes. Over a backing store, 0 means as much as that has; elsewhere
   * libvirt takes 0 as it is, for a volume that is resized or written to later.
   */
  public abstract ByteSize capacity();

  /** What is set aside now; empty means as little as the format can do with. */
  public abstract Optional<ByteSize> allocation();

  @Value.Default
  public VolumeFormat format() {
    return VolumeFormat.QCOW2;
  }

  /** The image below, for a qcow2 volume that holds only the difference to it. */
  public abstract Optional<BackingStore> backingStore();

  /** Elements to add to the document as they are, each a well-formed element. */
  public abstract List<String> rawXml();

  @Value.Check
  void check() {
    Validation.of("storage volume", name())
        .name(name())
        .require(
            backingStore().isEmpty() || format() == VolumeFormat.QCOW2,
            "only a qcow2 volume can have a backing store")
        .rawXml(rawXml())
        .orThrow();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link StorageVolumeSpec}. */
  public static final class Builder extends ImmutableStorageVolumeSpec.Builder {
    Builder() {}
  }
}
