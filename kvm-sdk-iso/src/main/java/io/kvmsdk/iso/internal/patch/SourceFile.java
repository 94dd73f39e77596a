package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.Subject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * A file that a patch was planned from and takes bytes from later: it must be the same then.
 *
 * @param size in bytes, when the patch was planned
 * @param modified likewise
 */
public record SourceFile(Path file, long size, FileTime modified) {
  /**
   * The file as it is now.
   *
   * @throws io.kvmsdk.error.NotFoundException if there is no such regular file
   */
  public static SourceFile of(Path file) {
    try {
      BasicFileAttributes a = Files.readAttributes(file, BasicFileAttributes.class);
      if (!a.isRegularFile()) {
        throw new NoSuchFileException(file.toString(), null, "not a regular file");
      }
      return new SourceFile(file, a.size(), a.lastModifiedTime());
    } catch (IOException e) {
      throw FileErrors.explain("opening", file, e);
    }
  }

  /**
   * Opens it for reading, unless it has changed.
   *
   * @throws ConflictException if it has
   */
  public FileChannel open() throws IOException {
    FileChannel channel = FileChannel.open(file);
    try {
      refuseChanged();
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Looks whether it is still what it was, by length and time.
   *
   * @throws ConflictException if it is not
   */
  public void refuseChanged() throws IOException {
    BasicFileAttributes a = Files.readAttributes(file, BasicFileAttributes.class);
    if (a.size() != size || !a.lastModifiedTime().equals(modified)) {
      throw new ConflictException(
          Subject.of("file", file),
          "it has changed since the patch was planned",
          "Plan the remaster again");
    }
  }
}
