package io.kvmsdk.qcow2;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.progress.ProgressListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.immutables.value.Value;

/**
 * Writes what an overlay holds into its backing file, as {@code qemu-img commit} does, in process.
 * All other overlays of that file are worth nothing afterwards.
 *
 * <pre>{@code
 * Commit.of(Path.of("update.qcow2")).into(Path.of("base.qcow2"));
 * }</pre>
 *
 * <p>Whatever happens on the way, the overlay reads as before: it is emptied or deleted only once
 * the base is whole, and on the disk. A qcow2 base is written anew beside the old one, with which
 * it shares blocks where the file system can (so it takes as long, and as much room, as its copy),
 * and takes its name at the end; it keeps owner, mode and options, but is of version 3 if it has a
 * backing file itself. A raw base is written in place: broken off, it is neither old nor new, but
 * the overlay hides that, and a second run completes it.
 */
@Value.Immutable
@SpecStyle
public abstract class Commit {
  Commit() {}

  /** What becomes of the overlay. */
  public enum Afterwards {
    /** It holds nothing of its own any more, and can be used on. */
    EMPTY,
    /** It is deleted. */
    DELETE,
    /** It keeps what its base has now, too. */
    KEEP
  }

  public static Builder builder() {
    return new Builder();
  }

  public static Commit of(Path overlay) {
    return builder().overlay(overlay).build();
  }

  /** A qcow2 image. */
  public abstract Path overlay();

  /** All overlays that are known to rest on the base: any but this one forbids to write to it. */
  public abstract List<Path> dependents();

  /** {@link Afterwards#EMPTY} by default, as for qemu-img. */
  @Value.Default
  public Afterwards afterwards() {
    return Afterwards.EMPTY;
  }

  /** Whether images that somebody has open are refused; so by default. */
  @Value.Default
  public InUse inUse() {
    return InUse.REFUSE;
  }

  /** As {@link #into(Path, ProgressListener)}, with nobody listening. */
  public void into(Path base) {
    into(base, ProgressListener.NONE);
  }

  /**
   * Writes to {@code base}, which must be the overlay's backing file: the word that says which file
   * is going to change. If it is smaller than the overlay, it grows.
   *
   * @param listener counts bytes of the disk
   * @throws ConflictException if {@code base} is not the overlay's backing file, if it has {@link
   *     #dependents}, its mode lets nobody write to it (as golden images are kept), or somebody has
   *     one of both open
   * @throws UnsupportedException if the base is larger than the overlay, or one of both holds
   *     snapshots or bitmaps, which would be lost
   * @throws QcowFormatException if the chain is not sound; for more, see {@link QcowDisk#open}
   */
  public void into(Path base, ProgressListener listener) {
    try {
      List<BackingLayer> chain = QcowImage.open(overlay()).backingChain();
      refuseOther(base, chain);
      refuseDependents(base);
      if (ImageFiles.readOnly(base)) {
        throw refused(base, "its mode lets nobody write to it", "If it may change, chmod it first");
      }
      CommitRun.run(this, chain, listener);
    } catch (IOException e) {
      throw FileErrors.explain("committing to the base", base, e);
    }
  }

  private void refuseOther(Path base, List<BackingLayer> chain) throws IOException {
    if (chain.size() < 2) {
      throw new UnsupportedException(
          Subject.of("overlay", overlay()), "it has no backing file", "");
    }
    Path actual = chain.get(1).file();
    if (!Files.isSameFile(actual, base)) {
      throw refused(base, "it is not the backing file of " + overlay(), "That is " + actual);
    }
  }

  private void refuseDependents(Path base) throws IOException {
    for (Path dependent : dependents()) {
      if (Files.exists(dependent) && !Files.isSameFile(dependent, overlay())) {
        throw refused(
            base, dependent + " rests on it, too", "Flatten or rebase that overlay first");
      }
    }
  }

  private static ConflictException refused(Path base, String problem, String remedy) {
    return new ConflictException(Subject.of("backing file", base), problem, remedy);
  }

  public final Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link Commit}. */
  public static final class Builder extends ImmutableCommit.Builder {
    Builder() {}
  }
}
