package io.kvmsdk.iso.fuzz;

import io.kvmsdk.judge.fuzz.KeptInputs;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every input that is kept, run once more: seeds from many writers, and what fuzzing has found. The
 * script {@code kvm-sdk-iso/fuzz} looks for more.
 */
class FuzzTest {
  static List<Path> iso() throws IOException, URISyntaxException {
    return KeptInputs.of(FuzzTest.class, "iso");
  }

  static List<Path> fat() throws IOException, URISyntaxException {
    return KeptInputs.of(FuzzTest.class, "fat");
  }

  @ParameterizedTest
  @MethodSource("iso")
  void iso_whenGivenAKeptInput_failsOnlyAsDocumented(Path input) throws IOException {
    IsoFuzz.fuzzerTestOneInput(Files.readAllBytes(input));
  }

  @ParameterizedTest
  @MethodSource("fat")
  void fat_whenGivenAKeptInput_failsOnlyAsDocumented(Path input) throws IOException {
    FatFuzz.fuzzerTestOneInput(Files.readAllBytes(input));
  }
}
