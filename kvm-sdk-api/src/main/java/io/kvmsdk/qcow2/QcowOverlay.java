package io.kvmsdk.qcow2;

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
public abstract non-sealed class QcowOverlay implements QcowOptions {
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
  @Override
  public abstract ByteSize size();

  @Value.Check
  void check() {
    Validation v = Validation.of("overlay on", backingFile());
    BackingName.check(backingFile(), v);
    NewImage.check(this, v);
    v.orThrow();
    NewImage.of(this).checkSizes(v);
    v.orThrow();
  }

  /**
   * Creates an empty overlay: every read falls through to the backing file, which must be there.
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
    ImageWriter.create(target, NewImage.of(this), writer -> {});
  }

  /**
   * Creates an overlay that holds what differs already. The backing file is not looked for, so that
   * it may lie on another host.
   *
   * @param written what differs from the backing file, in any order; each within {@link #size},
   *     none overlapping another
   * @param disk what the guest sees; asked for all clusters that {@code written} touches
   * @throws io.kvmsdk.error.AlreadyExistsException if there is a {@code target}; it is kept
   * @throws io.kvmsdk.error.InvalidSpecException if {@code written} overlaps or leaves the disk, or
   *     {@code target} is its own backing file
   */
  public void create(Path target, List<Extent> written, ReadAt disk) {
    BackingChain.refuseItself(target, backingFile());
    ImageWriter.create(target, NewImage.of(this), written, disk);
  }

  public final Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link QcowOverlay}. */
  public static final class Builder extends ImmutableQcowOverlay.Builder {
    Builder() {}
  }
}
