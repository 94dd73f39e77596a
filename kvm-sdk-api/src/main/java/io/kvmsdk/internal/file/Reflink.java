package io.kvmsdk.internal.file;

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
public final class Reflink {
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
  public static void tryTo(Path original, Path empty) throws IOException {
    if (Runtime.version().feature() < FIRST_JDK_THAT_DOES && possible(empty)) {
      clone(original, empty);
    }
  }

  /**
   * Whether {@code FileChannel.transferTo} from {@code from} into {@code folder} shares blocks that
   * are aligned to those of the file system.
   */
  public static boolean byTransfer(Path from, Path folder) throws IOException {
    return Runtime.version().feature() >= FIRST_JDK_THAT_DOES
        && possible(folder)
        && Files.getFileStore(from).equals(Files.getFileStore(folder));
  }

  private static boolean possible(Path there) throws IOException {
    return FILE_SYSTEMS.contains(Files.getFileStore(there).type());
  }

  /** Whether it worked. */
  public static boolean clone(Path original, Path empty) {
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
      throw new CancelledException(Subject.of("file", original), "copying was interrupted", "", e);
    } finally {
      cp.destroyForcibly();
    }
  }

  private static String absolute(Path path) {
    return path.toAbsolutePath().toString();
  }
}
