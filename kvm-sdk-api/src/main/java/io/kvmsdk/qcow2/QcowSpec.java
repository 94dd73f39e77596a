package io.kvmsdk.qcow2;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import io.kvmsdk.value.ByteSize;
import java.nio.file.Path;
import java.util.List;
import org.immutables.value.Value;

/**
 * A qcow2 image that stands alone, as {@code qemu-img create -f qcow2} makes it, in process.
 *
 * <pre>{@code
 * QcowSpec.of(ByteSize.gib(20)).create(Path.of("data.qcow2"));
 * }</pre>
 */
@Value.Immutable
@SpecStyle
public abstract non-sealed class QcowSpec implements QcowOptions {
  QcowSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  /** With QEMU's defaults. */
  public static QcowSpec of(ByteSize size) {
    return builder().size(size).build();
  }

  /**
   * 3, or by explicit word 2, for what was made before QEMU 1.1: it has neither features nor
   * another {@link #refcountBits} than 16.
   */
  @Value.Default
  public int version() {
    return 3;
  }

  @Value.Check
  void check() {
    Validation v = Validation.of("qcow2 image", "of " + size());
    v.require(version() == 2 || version() == 3, "version must be 2 or 3, not " + version());
    v.require(
        version() != 2 || (refcountBits() == 16 && !lazyRefcounts() && !extendedL2()),
        "version 2 has neither lazyRefcounts nor extendedL2, and 16 refcountBits");
    NewImage.check(this, v);
    v.orThrow();
    NewImage.of(this).checkSizes(v);
    v.orThrow();
  }

  /**
   * Creates an image that reads as zeros.
   *
   * @throws io.kvmsdk.error.AlreadyExistsException if there is a {@code target}; it is kept
   */
  public void create(Path target) {
    create(target, List.of(), ReadAt.of(new byte[0]));
  }

  /**
   * Creates an image with content; what is not {@code written} reads as zeros.
   *
   * @param written in any order; each within {@link #size}, none overlapping another
   * @param disk what the guest sees; asked for all clusters that {@code written} touches
   * @throws io.kvmsdk.error.AlreadyExistsException if there is a {@code target}; it is kept
   * @throws io.kvmsdk.error.InvalidSpecException if {@code written} overlaps or leaves the disk
   */
  public void create(Path target, List<Extent> written, ReadAt disk) {
    ImageWriter.create(target, NewImage.of(this), written, disk);
  }

  public final Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link QcowSpec}. */
  public static final class Builder extends ImmutableQcowSpec.Builder {
    Builder() {}
  }
}
