package io.kvmsdk.iso.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every input that is kept, run once more: seeds from many writers, and what fuzzing has found. The
 * script {@code kvm-sdk-iso/fuzz} looks for more.
 */
class FuzzTest {
  static List<Path> iso() throws IOException, URISyntaxException {
    return inputs("iso");
  }

  static List<Path> fat() throws IOException, URISyntaxException {
    return inputs("fat");
  }

  private static List<Path> inputs(String target) throws IOException, URISyntaxException {
    Path folder = Path.of(FuzzTest.class.getResource(target).toURI());
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
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

  @Test
  void decode_ofAnEncodedImage_isTheSameImage() throws Exception {
    byte[] image = new byte[6 * 2048];
    image[2048] = 1;
    image[5 * 2048 - 1] = 2;

    SparseImage decoded = SparseImage.decode(SparseImage.encode(image));

    assertThat(decoded.bytes(0, (int) decoded.length(), "")).isEqualTo(image);
  }
}
