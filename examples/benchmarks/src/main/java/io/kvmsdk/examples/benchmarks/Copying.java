package io.kvmsdk.examples.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.TearDown;

/** What benchmarks share that write the same file again and again. */
abstract class Copying {
  Scratch scratch;

  final Path target() {
    return scratch.file("target.img");
  }

  /** What is still to be written would slow down the next one, whoever that is. */
  @TearDown(Level.Invocation)
  public void deleteTarget() throws IOException {
    Files.delete(target());
    scratch.sync();
  }

  @TearDown
  public void deleteAll() throws IOException {
    scratch.delete();
  }
}
