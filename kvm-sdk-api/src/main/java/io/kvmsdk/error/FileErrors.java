package io.kvmsdk.error;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Objects;

/** Turns what the operating system says of a file into the SDK's own words. */
public final class FileErrors {
  private FileErrors() {}

  /**
   * The exception that says what {@code cause} means for {@code file}.
   *
   * @param action what was being done, as "reading" or "writing the overlay"
   */
  public static KvmException explain(String action, Path file, IOException cause) {
    Subject subject = Subject.of("file", file);
    if (cause instanceof NoSuchFileException) {
      return new NotFoundException(
          subject, action + " failed: there is no such file or folder", "Check the path", cause);
    }
    if (cause instanceof AccessDeniedException) {
      return new PermissionDeniedException(
          subject,
          action + " failed: permission denied",
          "Grant this process's user access to the file and to every folder above it",
          cause);
    }
    if (cause instanceof FileAlreadyExistsException) {
      return new AlreadyExistsException(
          subject,
          action + " failed: it exists already",
          "Choose another name, or remove it",
          cause);
    }
    if (cause instanceof NotDirectoryException) {
      return new NotFoundException(
          subject, action + " failed: not a folder", "Check the path", cause);
    }
    if (cause instanceof ClosedByInterruptException) {
      return new CancelledException(subject, action + " was interrupted", "", cause);
    }
    String reason =
        Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
    return new KvmException(subject, action + " failed: " + reason, "", cause);
  }
}
