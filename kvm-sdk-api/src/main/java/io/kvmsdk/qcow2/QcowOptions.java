package io.kvmsdk.qcow2;

import io.kvmsdk.value.ByteSize;
import org.immutables.value.Value;

/** How a new image is laid out: what overlays and images that stand alone have in common. */
public sealed interface QcowOptions permits QcowOverlay, QcowSpec {
  /** What the guest sees: a multiple of 512 bytes. */
  ByteSize size();

  /** A power of two from 512 bytes to 2 MiB; 64 KiB by default, as for QEMU. */
  @Value.Default
  default ByteSize clusterSize() {
    return ByteSize.kib(64);
  }

  /**
   * The width of a reference count: 1, 2, 4, 8, 16, 32 or 64; 16 by default, as for QEMU. Narrow
   * ones save metadata, and leave no room for internal snapshots.
   */
  @Value.Default
  default int refcountBits() {
    return 16;
  }

  /** Fewer metadata writes, for a repair after a crash; off by default. */
  @Value.Default
  default boolean lazyRefcounts() {
    return false;
  }

  /**
   * Whether the guest's small writes allocate a 32nd of a cluster each, so that clusters can be
   * large, and still little is copied up from a backing file. Clusters must have 16 KiB or more;
   * QEMU reads it since 5.2. Off by default.
   */
  @Value.Default
  default boolean extendedL2() {
    return false;
  }

  /**
   * Whether the new file is on the disk when {@code create} returns, and survives a loss of power;
   * so by default. Otherwise it may still be in the page cache, as {@code cp} leaves it.
   */
  @Value.Default
  default boolean durable() {
    return true;
  }
}
