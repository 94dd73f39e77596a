package io.kvmsdk.qcow2;

import io.kvmsdk.judge.fuzz.KeptInputs;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every input that is kept, run once more: seeds from qemu-img, and what fuzzing has found. The
 * script {@code kvm-sdk-api/fuzz} looks for more.
 */
@Timeout(60)
class FuzzTest {
  static List<Path> image() throws IOException, URISyntaxException {
    return KeptInputs.of(FuzzTest.class, "fuzz/image");
  }

  static List<Path> cluster() throws IOException, URISyntaxException {
    return KeptInputs.of(FuzzTest.class, "fuzz/cluster");
  }

  @ParameterizedTest
  @MethodSource("image")
  void image_whenGivenAKeptInput_failsOnlyAsDocumented(Path input) throws IOException {
    ImageFuzz.fuzzerTestOneInput(Files.readAllBytes(input));
  }

  @ParameterizedTest
  @MethodSource("image")
  void edit_whenGivenAKeptInput_keepsItSound(Path input) throws IOException {
    EditFuzz.fuzzerTestOneInput(Files.readAllBytes(input));
  }

  @ParameterizedTest
  @MethodSource("cluster")
  void cluster_whenGivenAKeptInput_failsOnlyAsDocumented(Path input) throws IOException {
    ClusterFuzz.fuzzerTestOneInput(Files.readAllBytes(input));
  }
}
