package io.kvmsdk.domain;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** Where a disk is copied to while its domain runs, and what becomes of the copy. */
@Value.Immutable
@SpecStyle
public abstract class BlockCopySpec {
  BlockCopySpec() {}

  public static Builder builder() {
    return new Builder();
  }

  /** A copy to a volume of a pool that is not there yet. */
  public static BlockCopySpec toVolume(String pool, String volume) {
    return builder().destination(DiskSource.volume(pool, volume)).build();
  }

  /**
   * Where to. A volume, or a file, that is made for it; a block device of the host, which is
   * overwritten.
   */
  public abstract DiskSource destination();

  /** The copy's format; the disk's own where it is empty. qcow2 or raw. */
  public abstract Optional<VolumeFormat> format();

  /**
   * Copies the disk's own image alone, and puts the copy over what that lies over. libvirt: {@code
   * VIR_DOMAIN_BLOCK_COPY_SHALLOW}.
   */
  @Value.Default
  public boolean shallow() {
    return false;
  }

  /**
   * The destination is there already, as large as the disk and in the right format; it is
   * overwritten, and stays when the copy is given up. libvirt: {@code
   * VIR_DOMAIN_BLOCK_COPY_REUSE_EXT}.
   */
  @Value.Default
  public boolean reuseExternal() {
    return false;
  }

  /**
   * Whether the domain goes on on the copy, and its definition with it; the image it had stays on
   * the host. Otherwise the domain stays where it is, and the copy is the disk as it was at the
   * end, as after a power cut.
   */
  @Value.Default
  public boolean pivot() {
    return true;
  }

  /**
   * The guest's writes wait for the copy's, so that a guest cannot write faster than is copied.
   * libvirt: {@code VIR_DOMAIN_BLOCK_COPY_SYNCHRONOUS_WRITES}, from 8.0.
   */
  @Value.Default
  public boolean synchronousWrites() {
    return false;
  }

  /** How much is copied in a second, at most. */
  public abstract Optional<ByteSize> bandwidth();

  @Value.Check
  void check() {
    boolean network = destination() instanceof DiskSource.Network;
    Validation.of("block copy", destination().toString())
        .require(
            format().map(List.of(VolumeFormat.QCOW2, VolumeFormat.RAW)::contains).orElse(true),
            "format must be qcow2 or raw")
        .require(
            !shallow() || !format().equals(Optional.of(VolumeFormat.RAW)),
            "a raw image lies over nothing, and so cannot be a shallow copy")
        .require(
            !network || reuseExternal(), "an image on a server must be there: reuseExternal(true)")
        .require(bandwidth().map(b -> b.bytes() > 0).orElse(true), "bandwidth must be positive")
        .orThrow();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link BlockCopySpec}. */
  public static final class Builder extends ImmutableBlockCopySpec.Builder {
    Builder() {}

    /** As {@link #destination(DiskSource)}, a volume of a libvirt pool. */
    public Builder volume(String pool, String volume) {
      destination(DiskSource.volume(pool, volume));
      return this;
    }

    /** As {@link #destination(DiskSource)}, a file of the host. */
    public Builder file(String path) {
      destination(DiskSource.file(path));
      return this;
    }
  }
}
