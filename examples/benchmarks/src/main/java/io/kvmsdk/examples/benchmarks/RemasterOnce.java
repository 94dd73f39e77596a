package io.kvmsdk.examples.benchmarks;

import io.kvmsdk.iso.IsoRemaster;
import java.nio.file.Path;

/** One overlay, and the JVM ends: what a script pays. */
final class RemasterOnce {
  private RemasterOnce() {}

  /** The original, the overlay, and the answer file. */
  public static void main(String... files) {
    IsoRemaster.of(Path.of(files[0]))
        .add("/preseed.cfg", Path.of(files[2]))
        .patch()
        .writeOverlay(Path.of(files[1]), files[0]);
  }
}
