package io.kvmsdk.qcow2;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.file.AtomicFile.Durability;
import io.kvmsdk.internal.file.AtomicFile.Existing;
import io.kvmsdk.internal.file.FileCopy;
import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.progress.ProgressListener;
import java.nio.file.Path;
import org.immutables.value.Value;

/**
 * Copies one image file as it is, byte for byte: with its snapshots and bitmaps, and over the same
 * backing file. Where the file system can share blocks between files (XFS, Btrfs), this takes
 * milliseconds and no room, whatever the image's size; elsewhere all its bytes are copied, and
 * holes filled: {@link Flatten} keeps those.
 *
 * <pre>{@code
 * ImageCopy.of(Path.of("web.qcow2"), BackingFormat.QCOW2).to(Path.of("web-2.qcow2"));
 * }</pre>
 */
@Value.Immutable
@SpecStyle
public abstract class ImageCopy {
  ImageCopy() {}

  public static Builder builder() {
    return new Builder();
  }

  /**
   * @param format of {@code source}; it is never guessed
   */
  public static ImageCopy of(Path source, BackingFormat format) {
    return builder().source(source).format(format).build();
  }

  public abstract Path source();

  public abstract BackingFormat format();

  /**
   * Whether the copy is on the disk when the call returns, and survives a loss of power; so by
   * default.
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

  /** As {@link #to(Path, ProgressListener)}, with nobody listening. */
  public void to(Path target) {
    to(target, ProgressListener.NONE);
  }

  /**
   * Makes {@code target}, whole or not at all.
   *
   * @param listener counts the file's bytes
   * @throws io.kvmsdk.error.AlreadyExistsException if there is a {@code target}
   * @throws ConflictException if the source is in use; or if it names its backing file from its own
   *     folder, and {@code target} in another one would miss that
   * @throws UnsupportedException if it keeps its guest's data in another file, which both would
   *     write to
   * @throws QcowFormatException if the header is not sound
   * @throws io.kvmsdk.error.CancelledException if the thread is interrupted
   */
  public void to(Path target, ProgressListener listener) {
    if (inUse() == InUse.REFUSE) {
      SourceDisk.refuseWritten(source());
    }
    if (format() == BackingFormat.QCOW2) {
      refuseParted(QcowImage.open(source()), target);
    }
    FileCopy.copy(
        source(),
        target,
        Existing.KEEP,
        durable() ? Durability.SYNCED : Durability.CACHED,
        listener);
  }

  private static void refuseParted(QcowImage image, Path target) {
    if (image.features().contains(QcowFeature.EXTERNAL_DATA_FILE)) {
      throw new UnsupportedException(
          Subject.of("qcow2 image", image.file()),
          "keeps its guest's data in another file, which a copy would write to as well",
          "Flatten it into an image that stands alone");
    }
    image.backingFile().ifPresent(name -> refuseOtherBase(image.file(), name, target));
  }

  private static void refuseOtherBase(Path image, String name, Path target) {
    Path base = BackingName.resolve(image, name);
    if (!BackingName.hasProtocol(name)
        && !FileIdentity.of(base).equals(FileIdentity.of(BackingName.resolve(target, name)))) {
      throw new ConflictException(
          Subject.of("qcow2 image", image),
          "names its backing file '" + name + "' from its own folder, where " + target + " is not",
          "Copy it within its folder, or rebase it first onto " + base);
    }
  }

  public final Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds an {@link ImageCopy}. */
  public static final class Builder extends ImmutableImageCopy.Builder {
    Builder() {}
  }
}
