package io.kvmsdk.qcow2;

import io.kvmsdk.internal.file.AtomicFile.Durability;
import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import io.kvmsdk.value.ByteSize;
import java.nio.file.Path;
import java.util.List;
import org.immutables.value.Value;

/**
 * A qcow2 image that holds only what differs from its backing file: a linked clone.
 *
 * <p>It does what {@code qemu-img create -f qcow2 -b FILE -F FORMAT} does, in process. The backing
 * file must not change as long as an overlay of it is in use.
 *
 * <pre>{@code
 * QcowOverlay.on(Path.of("golden.qcow2"), BackingFormat.QCOW2).create(Path.of("web-1.qcow2"));
 * }</pre>
 */
@Value.Immutable
@SpecStyle
public abstract class QcowOverlay {
  private static final int SECTOR = 512;

  QcowOverlay() {}

  public static Builder builder() {
    return new Builder();
  }

  /**
   * An overlay of a local file or block device, as large as it is. The base's absolute path is
   * recorded; {@code on(base, format).toBuilder().backingFile("golden.qcow2").build()} records
   * another name for it.
   *
   * @param format is never guessed: the guest of a raw disk can write a qcow2 header into it
   * @throws QcowFormatException if a base of format qcow2 is not sound
   * @throws io.kvmsdk.error.UnsupportedException if it is encrypted, keeps its data in another
   *     file, or is marked corrupt
   */
  public static QcowOverlay on(Path base, BackingFormat format) {
    long size = BackingChain.sizeOfBase(base, format);
    return builder()
        .backingFile(base.toAbsolutePath().toString())
        .backingFormat(format)
        .size(ByteSize.bytes((size + SECTOR - 1) / SECTOR * SECTOR))
        .build();
  }

  /**
   * The backing file's name, up to 1023 bytes of UTF-8. It is always a file's name, recorded as
   * given (but for a {@code ./} where QEMU would take {@code a:b} for a protocol); a relative one
   * starts at the overlay's folder.
   */
  public abstract String backingFile();

  public abstract BackingFormat backingFormat();

  /**
   * What the guest sees: a multiple of 512 bytes, no less than the backing file has. What lies
   * beyond the backing file reads as zeros.
   */
  public abstract ByteSize size();

  /** A power of two from 512 bytes to 2 MiB; 64 KiB by default, as for QEMU. */
  @Value.Default
  public ByteSize clusterSize() {
    return ByteSize.kib(64);
  }

  /** Fewer metadata writes, for a repair after a crash; off by default. */
  @Value.Default
  public boolean lazyRefcounts() {
    return false;
  }

  @Value.Check
  void check() {
    Validation v = Validation.of("overlay on", backingFile());
    BackingName.check(backingFile(), v);
    long bytes = size().bytes();
    v.require(bytes > 0 && bytes % SECTOR == 0, "size must be a multiple of 512, not " + bytes);
    long cluster = clusterSize().bytes();
    boolean possible =
        Long.bitCount(cluster) == 1
            && cluster >= 1 << QcowHeader.MIN_CLUSTER_BITS
            && cluster <= 1 << QcowHeader.MAX_CLUSTER_BITS;
    v.require(possible, "clusterSize must be a power of two from 512 to 2MiB, not " + cluster);
    v.orThrow();
    OverlayLayout layout = OverlayLayout.of(NewImage.of(this), List.of());
    v.require(
        layout.l1Entries() <= QcowHeader.MOST_L1_ENTRIES,
        "clusters of " + clusterSize() + " are too small for " + size());
    v.require(
        layout.headerLength() <= cluster,
        "the backing file's name does not fit into a cluster of " + clusterSize());
    v.orThrow();
  }

  /**
   * Creates an empty overlay: every read falls through to the backing file, which must be there.
   * The new file is on the disk when the call returns.
   *
   * @throws io.kvmsdk.error.AlreadyExistsException if there is a {@code target}; it is kept
   * @throws io.kvmsdk.error.NotFoundException if the backing file, as seen from {@code target}'s
   *     folder, is missing
   * @throws io.kvmsdk.error.InvalidSpecException if {@code target} is its own backing file, or
   *     smaller than that
   * @throws QcowFormatException if the backing chain is not sound, or comes back to {@code target}
   */
  public void create(Path target) {
    BackingChain.checkBelow(target, this);
    OverlayFile.create(
        target, NewImage.of(this), List.of(), (offset, dst) -> {}, Durability.SYNCED);
  }

  /**
   * Creates an overlay that holds what differs already. The backing file is not looked for, so that
   * it may lie on another host. What is written can be made again from where it came from, so that,
   * as after {@code cp}, it may still be in the page cache when the call returns.
   *
   * @param written what differs from the backing file, in any order; each within {@link #size},
   *     none overlapping another
   * @param disk what the guest sees; asked for all clusters that {@code written} touches
   * @throws io.kvmsdk.error.AlreadyExistsException if there is a {@code target}; it is kept
   * @throws io.kvmsdk.error.InvalidSpecException if {@code written} overlaps or leaves the disk, or
   *     {@code target} is its own backing file
   */
  public void create(Path target, List<Extent> written, ReadAt disk) {
    BackingChain.refuseItself(target, this);
    OverlayFile.create(target, NewImage.of(this), written, disk, Durability.CACHED);
  }

  public final Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link QcowOverlay}. */
  public static final class Builder extends ImmutableQcowOverlay.Builder {
    Builder() {}
  }
}
