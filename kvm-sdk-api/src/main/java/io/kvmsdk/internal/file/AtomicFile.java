package io.kvmsdk.internal.file;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.Subject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Writes a file so that it is either there whole or not at all: under a temporary name beside the
 * target, fsynced, then moved into place. Whatever fails, the temporary file is removed.
 */
public final class AtomicFile {
  /** What to do where the target exists. */
  public enum Existing {
    KEEP,
    REPLACE
  }

  /** How far the content has got when the call returns. */
  public enum Durability {
    /** On the disk: the file and its folder's entry survive a loss of power. */
    SYNCED,
    /** In the page cache, as {@code cp} leaves it. */
    CACHED
  }

  /** Fills the open temporary file. */
  @FunctionalInterface
  public interface Content {
    void writeTo(FileChannel channel) throws IOException;

    /** Is called first, with the empty file, for what another program can bring into it. */
    default void prepare(Path temporary) throws IOException {}
  }

  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private AtomicFile() {}

  /**
   * Makes {@code target} with what {@code content} writes.
   *
   * @throws AlreadyExistsException with {@link Existing#KEEP}, if {@code target} exists
   */
  public static void write(Path target, Existing existing, Durability durability, Content content) {
    refuseExisting(target, existing);
    Path absolute = target.toAbsolutePath();
    Path temporary = temporary(absolute);
    try {
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              java.util.Set.of(
                  StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
              ownerOnly(absolute))) {
        content.prepare(temporary);
        content.writeTo(channel);
        if (durability == Durability.SYNCED) {
          channel.force(false);
        }
      }
      moveIntoPlace(temporary, absolute, existing);
    } catch (IOException e) {
      throw FileErrors.explain("writing", target, e);
    } finally {
      deleteQuietly(temporary);
    }
    // Last, so that a loss of power does not bring the temporary name back.
    if (durability == Durability.SYNCED) {
      syncFolder(absolute.getParent());
    }
  }

  /** A hidden name beside {@code target} that nothing else has. */
  public static Path temporary(Path target) {
    // Unlike a UUID, such a number does not wait for the security providers to be loaded.
    String unique = Long.toHexString(ThreadLocalRandom.current().nextLong());
    return target.resolveSibling("." + target.getFileName() + "." + unique + ".tmp");
  }

  private static void refuseExisting(Path target, Existing existing) {
    if (existing == Existing.KEEP && Files.exists(target)) {
      throw alreadyExists(target);
    }
    if (existing == Existing.REPLACE && Files.isDirectory(target)) {
      throw new ConflictException(
          Subject.of("file", target), "it is a folder", "Give the name of a file");
    }
  }

  private static AlreadyExistsException alreadyExists(Path target) {
    return new AlreadyExistsException(
        Subject.of("file", target),
        "the file exists, and is kept",
        "Choose another name, remove it, or ask for it to be replaced");
  }

  /**
   * Gives what was made under a temporary name its own; that one may be left, too. A hard link,
   * unlike a rename, fails where the name was taken meanwhile; folders cannot have one.
   */
  public static void moveIntoPlace(Path temporary, Path target, Existing existing)
      throws IOException {
    if (existing == Existing.REPLACE) {
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      return;
    }
    try {
      Files.createLink(target, temporary);
    } catch (FileAlreadyExistsException e) {
      throw alreadyExists(target);
    } catch (UnsupportedOperationException | IOException noLinksHere) {
      Files.move(temporary, target);
    }
  }

  private static FileAttribute<?>[] ownerOnly(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {OWNER_ONLY}
        : new FileAttribute<?>[0];
  }

  private static void syncFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException unsupportedHere) {
      // Not every file system lets a folder be opened; the file itself is synced.
    }
  }

  private static void deleteQuietly(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      System.getLogger(AtomicFile.class.getName())
          .log(System.Logger.Level.WARNING, "could not remove " + temporary, e);
    }
  }
}
