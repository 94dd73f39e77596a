package io.kvmsdk.testkit;

import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of a fake host, all below one root folder: paths within it are meant as they are, any
 * other absolute path is taken as if the root were {@code /}.
 */
final class HostFiles {
  private final Path root;

  HostFiles(Path folder) {
    try {
      root = Files.createDirectories(folder).toRealPath();
    } catch (IOException e) {
      throw FileErrors.explain("creating the fake host's root", folder, e);
    }
  }

  Path root() {
    return root;
  }

  /** The real file for a path on the host; it need not exist. */
  Path file(String hostPath) {
    Path path = Path.of(hostPath).normalize();
    if (!path.isAbsolute()) {
      throw InvalidSpecException.of(Subject.of("file", hostPath), "is not an absolute path");
    }
    return path.startsWith(root) ? path : root.resolve(path.getRoot().relativize(path));
  }

  /**
   * The real file to read for a path on the host: as {@link #file}, or else the very file of that
   * path, so that an image outside of the root can be a medium. Nothing is ever written there.
   */
  Path readable(String hostPath) {
    Path inside = file(hostPath);
    return Files.exists(inside) ? inside : Path.of(hostPath).normalize();
  }

  /** Whether writing to the host's {@code hostPath} stays below the root. */
  boolean writable(String hostPath) {
    return Files.exists(file(hostPath));
  }

  /** All files below the root. */
  List<Path> all() {
    try (Stream<Path> walk = Files.walk(root)) {
      return walk.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw FileErrors.explain("listing the fake host's files", root, e);
    }
  }

  void removeAll() {
    if (Files.notExists(root)) {
      return;
    }
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw FileErrors.explain("removing the fake host's files", root, e);
    }
  }
}
