package io.kvmsdk.iso;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.file.AtomicFile;
import io.kvmsdk.internal.file.AtomicFile.Durability;
import io.kvmsdk.internal.file.AtomicFile.Existing;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.patch.NewImage.Difference;
import io.kvmsdk.iso.internal.patch.PatchSink;
import io.kvmsdk.media.Media;
import io.kvmsdk.media.Original;
import io.kvmsdk.progress.Job;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.qcow2.BackingFormat;
import io.kvmsdk.qcow2.QcowOverlay;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;

/**
 * A remastered image as what it is: the original, and the sectors that differ. It can become a full
 * image, or an overlay of some kilobytes that needs the original beside it.
 */
public final class IsoPatch {
  private final Original original;
  private final FileTime modified;
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
    this.modified = modified;
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

  /** How many sectors of 2,048 bytes differ from the original followed by zeros. */
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
   * the page cache when the call returns.
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
    refuseChangedOriginal();
    Job.run(
        listener,
        "writing " + target.getFileName(),
        newLength,
        job -> {
          AtomicFile.write(
              target,
              existing,
              Durability.CACHED,
              channel -> PatchSink.writeIso(original.file(), newLength, differences, channel, job));
          return target;
        });
  }

  /**
   * Writes a qcow2 image that holds only what differs, on top of the original.
   *
   * @param target must not exist
   * @param backingFile where the original lies, as QEMU will see it; recorded as given
   * @throws io.kvmsdk.error.AlreadyExistsException if there is a {@code target}; it is kept
   * @throws ConflictException if the original has changed since the patch was planned
   */
  public void writeOverlay(Path target, String backingFile) {
    refuseChangedOriginal();
    QcowOverlay overlay =
        QcowOverlay.builder()
            .backingFile(backingFile)
            .backingFormat(BackingFormat.RAW)
            .size(ByteSize.bytes(newLength))
            .clusterSize(ByteSize.kib(4))
            .build();
    try (FileChannel base = FileChannel.open(original.file())) {
      overlay.create(
          target,
          PatchSink.extents(differences),
          (offset, dst) -> PatchSink.readZeroPadded(base, offset, dst));
    } catch (IOException e) {
      throw FileErrors.explain("reading", original.file(), e);
    }
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

  private void refuseChangedOriginal() {
    try {
      boolean same =
          Files.size(original.file()) == originalLength()
              && Files.getLastModifiedTime(original.file()).equals(modified);
      if (!same) {
        throw new ConflictException(
            Subject.of("ISO image", original.file()),
            "it has changed since the patch was planned",
            "Plan the remaster again");
      }
    } catch (IOException e) {
      throw FileErrors.explain("reading", original.file(), e);
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
