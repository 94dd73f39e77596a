package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.Subject;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * Lets two files share their blocks until one of them changes, where the file system can.
 *
 * <p>From JDK 21 on {@code FileChannel.transferTo} does, through copy_file_range(2). Before,
 * nothing in Java does, and coreutils' {@code cp} is asked.
 */
final class Reflink {
  private static final int FIRST_JDK_THAT_DOES = 21;

  /** Elsewhere the attempt would cost some milliseconds, for nothing. */
  private static final Set<String> FILE_SYSTEMS =
      Set.of("xfs", "btrfs", "bcachefs", "ocfs2", "zfs", "nfs4");

  private Reflink() {}

  /**
   * Fills an empty file, or leaves it empty: any failure means that the bytes have to be copied.
   *
   * @throws CancelledException if the thread is interrupted
   */
  static void tryTo(Path original, Path empty) throws IOException {
    boolean useful =
        Runtime.version().feature() < FIRST_JDK_THAT_DOES
            && FILE_SYSTEMS.contains(Files.getFileStore(empty).type());
    if (useful) {
      clone(original, empty);
    }
  }

  /** Whether it worked. */
  static boolean clone(Path original, Path empty) {
    Process cp;
    try {
      cp =
          new ProcessBuilder("cp", "--reflink=always", "--", absolute(original), absolute(empty))
              .redirectErrorStream(true)
              .redirectOutput(Redirect.DISCARD)
              .start();
    } catch (IOException noSuchProgram) {
      return false;
    }
    try {
      return cp.waitFor() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException(
          Subject.of("ISO image", original), "copying was interrupted", "", e);
    } finally {
      cp.destroyForcibly();
    }
  }

  private static String absolute(Path path) {
    return path.toAbsolutePath().toString();
  }
}
