package io.kvmsdk.examples.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A program to measure ourselves against, run as a user runs it: one process for each job. */
final class Rival {
  private Rival() {}

  static void run(Path folder, Object... command) {
    run(folder, Arrays.stream(command).map(Object::toString).toList());
  }

  /**
   * Runs a command whose words blanks part.
   *
   * @param files stand for each {@code %s} in turn; without blanks in their names
   */
  static void runLine(Path folder, String command, Path... files) {
    run(folder, List.of(command.formatted((Object[]) files).split(" ")));
  }

  static void run(Path folder, List<String> words) {
    try {
      Process process =
          new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true).start();
      byte[] output = process.getInputStream().readAllBytes();
      if (process.waitFor() != 0) {
        throw new IllegalStateException(new String(output, StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while running " + words.get(0), e);
    }
  }
}
