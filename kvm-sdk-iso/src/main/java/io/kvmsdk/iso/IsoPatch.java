package io.kvmsdk.iso;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.file.AtomicFile;
import io.kvmsdk.internal.file.AtomicFile.Durability;
import io.kvmsdk.internal.file.AtomicFile.Existing;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.patch.FullImage;
import io.kvmsdk.iso.internal.patch.InPlace;
import io.kvmsdk.iso.internal.patch.NewImage.Difference;
import io.kvmsdk.iso.internal.patch.PatchedChannel;
import io.kvmsdk.iso.internal.patch.PatchedImage;
import io.kvmsdk.iso.internal.patch.PatchedStream;
import io.kvmsdk.iso.internal.patch.SourceFile;
import io.kvmsdk.media.Media;
import io.kvmsdk.media.Original;
import io.kvmsdk.progress.Job;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.qcow2.BackingFormat;
import io.kvmsdk.qcow2.QcowOverlay;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A remastered image as what it is: the original, and the sectors that differ. It can become a full
 * image, an overlay of some kilobytes that needs the original beside it, or a stream that is never
 * stored; or be written over a copy that is there already. All give the same bytes, and need no
 * more memory for large images than for small ones.
 *
 * <p>New files can be read and written by their owner only, since a patch may bring secrets.
 * libvirt hands a disk over to QEMU's user when a guest starts.
 */
public final class IsoPatch {
  private final Original original;
  private final SourceFile source;
  private final long newLength;
  private final List<Difference> differences;
  private final List<String> notes;

  /**
   * @param modified when the original was last changed, as seen before it was read
   */
  IsoPatch(
      Original original,
      FileTime modified,
      long newLength,
      List<Difference> differences,
      List<String> notes) {
    this.original = original;
    this.source = new SourceFile(original.file(), original.length().bytes(), modified);
    this.newLength = newLength;
    this.differences = List.copyOf(differences);
    this.notes = notes;
  }

  static FileTime modified(Original original) {
    try {
      return Files.getLastModifiedTime(original.file());
    } catch (IOException e) {
      throw FileErrors.explain("reading", original.file(), e);
    }
  }

  /**
   * A run of changed sectors, in bytes; both are multiples of 2,048.
   *
   * @param offset from the start of the image
   */
  public record Extent(long offset, long length) {}

  /** The image that is patched. */
  public Original original() {
    return original;
  }

  /** In bytes. */
  public long originalLength() {
    return original.length().bytes();
  }

  /** In bytes: no less than the original's, and a multiple of 2,048. */
  public long newLength() {
    return newLength;
  }

  /**
   * How many sectors of 2,048 bytes differ from the original followed by zeros. Local files that
   * were added count whole: they are not read before they are written.
   */
  public long changedSectors() {
    return differences.stream().mapToLong(Difference::length).sum() / ImageBytes.BLOCK;
  }

  /** What differs, in order, without overlaps. */
  public List<Extent> extents() {
    return differences.stream().map(d -> new Extent(d.offset(), d.length())).toList();
  }

  /** What the user should know, one sentence each; often none. */
  public List<String> notes() {
    return notes;
  }

  /** As {@link #writeIso(Path, ProgressListener)}, unwatched. */
  public void writeIso(Path target) {
    writeIso(target, ProgressListener.NONE);
  }

  /**
   * Writes the full image. It appears whole or not at all; as after {@code cp}, it may still be in
   * the page cache when the call returns. On XFS, btrfs and other file systems that can, it shares
   * its blocks with an original beside it, and takes milliseconds; before JDK 21 this is done by
   * {@code cp}, if there is one.
   *
   * @param target must not exist
   * @throws io.kvmsdk.error.AlreadyExistsException if there is a {@code target}; it is kept
   * @throws ConflictException if the original has changed since the patch was planned
   */
  public void writeIso(Path target, ProgressListener listener) {
    writeIso(target, Existing.KEEP, listener);
  }

  /** As {@link #writeIso(Path, ProgressListener)}, but takes the place of an existing file. */
  public void replaceIso(Path target, ProgressListener listener) {
    refuseOriginal(target);
    writeIso(target, Existing.REPLACE, listener);
  }

  private void writeIso(Path target, Existing existing, ProgressListener listener) {
    Job.run(
        listener,
        "writing " + target.getFileName(),
        newLength,
        job -> {
          try (PatchedImage image = open()) {
            AtomicFile.write(target, existing, Durability.CACHED, new FullImage(image, job));
          }
          return target;
        });
  }

  /**
   * Writes a qcow2 image that holds only what differs, on top of the original. It can be made again
   * at any time, so that, as after {@code cp}, it may still be in the page cache on return.
   *
   * @param target must not exist
   * @param backingFile where the original lies, as QEMU will see it; recorded as given
   * @throws io.kvmsdk.error.AlreadyExistsException if there is a {@code target}; it is kept
   * @throws ConflictException if the original has changed since the patch was planned
   */
  public void writeOverlay(Path target, String backingFile) {
    List<io.kvmsdk.qcow2.Extent> written =
        differences.stream().map(d -> new io.kvmsdk.qcow2.Extent(d.offset(), d.length())).toList();
    try (PatchedImage image = open()) {
      QcowOverlay.builder()
          .backingFile(backingFile)
          .backingFormat(BackingFormat.RAW)
          .size(ByteSize.bytes(newLength))
          .clusterSize(ByteSize.kib(4))
          .durable(false)
          .build()
          .create(target, written, image::readUnchanged);
    }
  }

  /** As {@link #applyTo(Path, ProgressListener)}, unwatched. */
  public void applyTo(Path copy) {
    applyTo(copy, ProgressListener.NONE);
  }

  /**
   * Turns a copy of the original into the full image, by writing only what differs. It is on the
   * disk when the call returns.
   *
   * <p>First it is checked that the copy is as long as the original, and that it holds the
   * original's bytes in its first 64 sectors, in every sector that differs, and in 64 more spread
   * over it; the rest is taken on trust. Should the call fail after that, or the machine, the copy
   * is patched in part: call again, which is allowed on a copy that is patched already. New data is
   * written first, and what readers look at first, last.
   *
   * <p>No one else may use the copy meanwhile. Its owner and mode stay as they are.
   *
   * @param copy neither the original, under whatever name, nor a file that was added
   * @throws ConflictException if it is one of those, or not a copy of the original; then nothing
   *     has been written. Also if the original changes meanwhile
   * @throws io.kvmsdk.error.NotFoundException if there is no {@code copy}
   */
  public void applyTo(Path copy, ProgressListener listener) {
    Job.run(
        listener,
        "patching " + copy.getFileName(),
        extents().stream().mapToLong(Extent::length).sum(),
        job -> {
          try (PatchedImage image = open()) {
            new InPlace(image, copy, job).apply();
          }
          return copy;
        });
  }

  /** As {@link #writeTo(WritableByteChannel, ProgressListener)}, unwatched. */
  public void writeTo(WritableByteChannel target) {
    writeTo(target, ProgressListener.NONE);
  }

  /**
   * Writes the full image to a channel, which stays open. Into files and sockets the original's
   * bytes are moved by the operating system, without a copy in this process.
   *
   * @param target in blocking mode
   * @throws ConflictException if the original changes before all is written; a part may have been
   */
  public void writeTo(WritableByteChannel target, ProgressListener listener) {
    Job.run(
        listener,
        "streaming the remaster of " + original.file().getFileName(),
        newLength,
        job -> {
          try (PatchedImage image = open()) {
            image.writeTo(target, 0, newLength, job::advance);
          }
          return target;
        });
  }

  /** As {@link #writeTo(OutputStream, ProgressListener)}, unwatched. */
  public void writeTo(OutputStream target) {
    writeTo(target, ProgressListener.NONE);
  }

  /** As {@link #writeTo(WritableByteChannel, ProgressListener)}; {@code target} is not flushed. */
  public void writeTo(OutputStream target, ProgressListener listener) {
    writeTo(Channels.newChannel(target), listener);
  }

  /**
   * The full image, front to back, made as it is read: nothing is stored. A client uploads it with
   *
   * <pre>{@code
   * BodyPublishers.fromPublisher(
   *     BodyPublishers.ofInputStream(patch::newInputStream), patch.newLength())
   * }</pre>
   *
   * <p>The stream throws {@link ConflictException} as soon as it sees that the original has
   * changed, at the latest with the last byte, and other {@link io.kvmsdk.error.KvmException}s
   * where files cannot be read: an {@code IOException} would be taken by some readers for the end.
   * Not safe for use by several threads.
   */
  public InputStream newInputStream() {
    return newInputStream(0, newLength);
  }

  /**
   * A part of the image, as an HTTP range request asks for it; else as {@link #newInputStream()}.
   *
   * @param offset of the first byte
   * @param length in bytes
   * @throws IndexOutOfBoundsException if the range is not within {@link #newLength}
   */
  public InputStream newInputStream(long offset, long length) {
    Objects.checkFromIndexSize(offset, length, newLength);
    return new PatchedStream(open(), offset, length);
  }

  /**
   * The full image as a file that is open for reading, at any position; nothing is stored. What
   * fails is told as by {@link #newInputStream()}. Not safe for use by several threads.
   */
  public SeekableByteChannel newByteChannel() {
    return new PatchedChannel(open());
  }

  private PatchedImage open() {
    return PatchedImage.open(source, newLength, differences);
  }

  /**
   * This image as a medium for a machine: the original, shared by all, and an overlay of its own.
   *
   * @param name for messages and file names: letters, digits, dot, dash, underscore
   */
  public Media media(String name) {
    return new PatchMedia(name, this);
  }

  private record PatchMedia(String name, IsoPatch patch) implements Media {
    @Override
    public ByteSize length() {
      return ByteSize.bytes(patch.newLength);
    }

    @Override
    public Original original() {
      return patch.original;
    }

    @Override
    public Optional<Overlay> overlay() {
      return Optional.of(patch::writeOverlay);
    }
  }

  private void refuseOriginal(Path target) {
    try {
      if (Files.exists(target) && Files.isSameFile(target, original.file())) {
        throw new ConflictException(
            Subject.of("ISO image", target),
            "the original cannot be replaced by its own remaster",
            "Write to another file");
      }
    } catch (IOException e) {
      throw FileErrors.explain("reading", target, e);
    }
  }

  @Override
  public String toString() {
    return "IsoPatch of "
        + original
        + ": "
        + changedSectors()
        + " sectors, new length "
        + ByteSize.bytes(newLength);
  }
}
