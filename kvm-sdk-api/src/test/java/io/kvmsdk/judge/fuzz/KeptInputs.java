package io.kvmsdk.judge.fuzz;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The inputs of a fuzz target that are kept: seeds, and what was found. */
public final class KeptInputs {
  private KeptInputs() {}

  /** Those in the folder {@code target} beside {@code test}, in their order. */
  public static List<Path> of(Class<?> test, String target) throws IOException, URISyntaxException {
    Path folder = Path.of(test.getResource(target).toURI());
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
