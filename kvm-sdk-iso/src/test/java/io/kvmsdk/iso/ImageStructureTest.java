package io.kvmsdk.iso;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.iso.internal.ecma119.Numbers;
import io.kvmsdk.testkit.fixture.InstallerFixtures;
import io.kvmsdk.testkit.fixture.InstallerFixtures.Layout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The checker of remasters must itself be one that can fail. */
@RequiresIsoTools
class ImageStructureTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void check_whenAnotherWriterMadeIt_passes(Layout layout) {
    Path original = InstallerFixtures.sampleIso(layout, 20);

    assertThatCode(() -> ImageStructure.check(original)).doesNotThrowAnyException();
  }

  @Test
  void check_whenAFileOverlapsAnother_fails() throws IOException {
    assertFails("README.TXT", 2, 1, "begins before the end");
  }

  @Test
  void check_whenADirectoryIsNotWhereItSays_fails() throws IOException {
    assertFails("DISTS", 10, 2048, "size of .");
  }

  /** Adds to the both-order number at {@code field} of the first record with that name. */
  private void assertFails(String name, int field, int more, String message) throws IOException {
    byte[] iso = Files.readAllBytes(InstallerFixtures.sampleIso(Layout.DEBIAN, 20));
    int record = indexOf(iso, name.getBytes(StandardCharsets.US_ASCII)) - 33;
    Numbers.putBoth32(iso, record + field, Numbers.le32(iso, record + field) + more);
    Path broken = Files.write(folder.resolve("broken.iso"), iso);

    assertThatThrownBy(() -> ImageStructure.check(broken))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(message);
  }

  /** Where a name stands in a record, and so behind its own length. */
  private static int indexOf(byte[] iso, byte[] name) {
    for (int at = 16 * 2048; ; at++) {
      if (java.util.Arrays.equals(iso, at, at + name.length, name, 0, name.length)
          && iso[at - 1] >= name.length
          && iso[at - 33] > 33 + name.length) {
        return at;
      }
    }
  }
}
