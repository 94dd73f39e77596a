package io.kvmsdk.examples.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A folder for one trial, on the file system that is to be measured. */
final class Scratch {
  private final Path folder;

  /**
   * @param parent where to make it; empty means {@code java.io.tmpdir}
   */
  Scratch(String parent) throws IOException {
    folder =
        parent.isEmpty()
            ? Files.createTempDirectory("kvmsdk-bench-")
            : Files.createTempDirectory(Path.of(parent), "kvmsdk-bench-");
  }

  Path folder() {
    return folder;
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /** Deletes every file whose name begins with {@code prefix}. */
  void clear(String prefix) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(f -> f.getFileName().toString().startsWith(prefix)).toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
  }

  /** Brings all of its file system to the disk. */
  void sync() {
    Rival.run(folder, "sync", "--file-system", folder);
  }

  void delete() throws IOException {
    clear("");
    Files.delete(folder);
  }
}
