package io.kvmsdk.qcow2;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.file.AtomicFile;
import io.kvmsdk.internal.file.AtomicFile.Durability;
import io.kvmsdk.internal.file.AtomicFile.Existing;
import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import io.kvmsdk.progress.Job;
import io.kvmsdk.progress.ProgressListener;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.immutables.value.Value;

/**
 * Makes one disk image of a whole backing chain, which then needs none of it: elsewhere called to
 * consolidate, or a full clone. It does what {@code qemu-img convert} does, in process.
 *
 * <pre>{@code
 * Flatten.of(Path.of("web-1.qcow2"), BackingFormat.QCOW2).toRaw(Path.of("web-1.raw"));
 * }</pre>
 *
 * <p>What the chain does not allocate, or says to be zeros, takes no room. The chain's files are
 * only read; a target file appears whole or not at all, also if the disk is full, the thread
 * interrupted, or the JVM killed (which may leave a hidden {@code .tmp} file). Onto a block device,
 * {@link BlockDevice#importDisk} writes a disk.
 *
 * <p>On a file system that can share blocks between files (XFS, Btrfs), that is what happens from
 * JDK 21 on with clusters which are stored as they are; before, they are copied.
 */
@Value.Immutable
@SpecStyle
public abstract class Flatten {
  Flatten() {}

  public static Builder builder() {
    return new Builder();
  }

  /**
   * @param format of {@code source}; it is never guessed
   */
  public static Flatten of(Path source, BackingFormat format) {
    return builder().source(source).format(format).build();
  }

  /** The top of the chain. */
  public abstract Path source();

  public abstract BackingFormat format();

  /** Which files the chain may lead to, and which doubtful ones are read. */
  @Value.Default
  public ChainOptions chain() {
    return ChainOptions.defaults();
  }

  /** {@link DetectZeros#AUTO} by default. */
  @Value.Default
  public DetectZeros detectZeros() {
    return DetectZeros.AUTO;
  }

  /** Whether clusters of a qcow2 target are compressed (zlib); off by default. */
  @Value.Default
  public boolean compress() {
    return false;
  }

  /** Whether a target file that exists is replaced once the new one is whole; no by default. */
  @Value.Default
  public boolean replace() {
    return false;
  }

  /**
   * Whether the target is on the disk when the call returns, and survives a loss of power; so by
   * default. Otherwise it may still be in the page cache, as {@code qemu-img} leaves it.
   */
  @Value.Default
  public boolean durable() {
    return true;
  }

  /** Whether a source that a running domain may be writing to is refused; so by default. */
  @Value.Default
  public InUse inUse() {
    return InUse.REFUSE;
  }

  /** How many threads read, unpack and compress: 1 to 64; by default one a CPU, 4 at most. */
  @Value.Default
  public int threads() {
    return CopyOptions.allThreads();
  }

  @Value.Check
  void check() {
    Validation.of("flattening", source().toString())
        .require(threads() >= 1 && threads() <= 64, "threads must be 1 to 64, not " + threads())
        .orThrow();
  }

  /** As {@link #toRaw(Path, ProgressListener)}, with nobody listening. */
  public void toRaw(Path target) {
    toRaw(target, ProgressListener.NONE);
  }

  /**
   * Writes a raw file with holes.
   *
   * @param listener counts bytes of the disk
   * @throws io.kvmsdk.error.AlreadyExistsException if there is a {@code target}, and it is not to
   *     be replaced
   * @throws io.kvmsdk.error.ConflictException if the source is in use, or {@code target} is one of
   *     the chain's files
   * @throws QcowFormatException if the chain is not sound; for more, see {@link QcowDisk#open}
   * @throws io.kvmsdk.error.CancelledException if the thread is interrupted
   */
  public void toRaw(Path target, ProgressListener listener) {
    run(
        target,
        listener,
        (disk, job) ->
            AtomicFile.write(
                target,
                existing(),
                durability(),
                channel -> {
                  RawTarget.grow(channel, disk.bytes());
                  copy(disk, new RawTarget(channel, true), disk.bytes(), target, job);
                }));
  }

  /** As {@link #toQcow2(Path, Consumer, ProgressListener)}, with QEMU's defaults. */
  public void toQcow2(Path target) {
    toQcow2(target, layout -> {}, ProgressListener.NONE);
  }

  /**
   * Writes a qcow2 image that stands alone.
   *
   * @param layout is given the source's size, and may ask for more, for other clusters, and so on
   * @param listener counts bytes of the disk
   * @throws InvalidSpecException if {@code layout} asks for less than the source has, or for what
   *     cannot be; for all else, see {@link #toRaw(Path, ProgressListener)}
   */
  public void toQcow2(Path target, Consumer<QcowSpec.Builder> layout, ProgressListener listener) {
    run(
        target,
        listener,
        (disk, job) -> {
          NewImage image = NewImage.of(layOut(disk, layout));
          AtomicFile.write(
              target,
              existing(),
              image.durability(),
              channel -> fill(channel, image, disk, target, job));
        });
  }

  private QcowSpec layOut(QcowDisk disk, Consumer<QcowSpec.Builder> layout) {
    QcowSpec.Builder builder = QcowSpec.builder().size(disk.size()).durable(durable());
    layout.accept(builder);
    QcowSpec spec = builder.build();
    if (spec.size().bytes() < disk.bytes()) {
      throw InvalidSpecException.of(
          Subject.of("qcow2 image", "of " + spec.size()), "its source has " + disk.size());
    }
    return spec;
  }

  private void fill(FileChannel channel, NewImage image, QcowDisk disk, Path target, Job job)
      throws IOException {
    ImageWriter.fill(
        channel,
        image,
        writer ->
            copy(disk, new QcowTarget(writer, image.clusterBits()), image.size(), target, job));
  }

  /**
   * Writes the image anew under its own name, without a backing file; it keeps its owner, mode and
   * options. The old one is there until the new one is whole, and on the disk.
   *
   * @param listener counts bytes of the disk
   * @throws io.kvmsdk.error.ConflictException if anybody has the image open
   * @throws io.kvmsdk.error.UnsupportedException if it is no qcow2 image, or holds snapshots or
   *     bitmaps, which would be lost
   */
  public void inPlace(ProgressListener listener) {
    ImageRewrite.flatten(this, listener);
  }

  CopyOptions copyOptions() {
    return new CopyOptions(detectZeros(), compress(), threads());
  }

  String task() {
    return "flattening " + source().getFileName();
  }

  private Existing existing() {
    return replace() ? Existing.REPLACE : Existing.KEEP;
  }

  private Durability durability() {
    return durable() ? Durability.SYNCED : Durability.CACHED;
  }

  /** What is done with the open source. */
  private interface Body {
    void run(QcowDisk disk, Job job);
  }

  private void run(Path target, ProgressListener listener, Body body) {
    try (QcowDisk disk = SourceDisk.open(source(), format(), chain(), inUse())) {
      SourceDisk.refuseAsTarget(disk, target);
      Job.run(
          listener,
          task(),
          disk.bytes(),
          job -> {
            body.run(disk, job);
            return null;
          });
    }
  }

  private void copy(QcowDisk disk, CopyTarget to, long size, Path target, Job job)
      throws IOException {
    Path folder = target.toAbsolutePath().getParent();
    DiskCopy.copy(DiskDifference.all(disk), to, size, folder, copyOptions(), job);
  }

  public final Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link Flatten}. */
  public static final class Builder extends ImmutableFlatten.Builder {
    Builder() {}
  }
}
