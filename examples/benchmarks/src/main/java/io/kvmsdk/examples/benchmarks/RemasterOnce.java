package io.kvmsdk.examples.benchmarks;

import java.nio.file.Path;

/** One overlay, and the JVM ends: what a script pays. */
final class RemasterOnce {
  private RemasterOnce() {}

  /** The original, and the overlay. */
  public static void main(String... files) {
    RemasterBenchmark.patch(Path.of(files[0])).writeOverlay(Path.of(files[1]), files[0]);
  }
}
