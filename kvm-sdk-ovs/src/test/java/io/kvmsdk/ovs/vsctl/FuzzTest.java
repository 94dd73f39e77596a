package io.kvmsdk.ovs.vsctl;

import io.kvmsdk.judge.fuzz.KeptInputs;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every input that is kept, run once more. The script {@code kvm-sdk-ovs/fuzz} looks for more. */
class FuzzTest {
  static List<Path> script() throws IOException, URISyntaxException {
    return KeptInputs.of(FuzzTest.class, "script");
  }

  @ParameterizedTest
  @MethodSource("script")
  void script_whenGivenAKeptInput_failsOnlyAsDocumented(Path input) throws IOException {
    ScriptFuzz.fuzzerTestOneInput(Files.readAllBytes(input));
  }
}
