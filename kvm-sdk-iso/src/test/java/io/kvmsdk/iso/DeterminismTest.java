package io.kvmsdk.iso;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.judge.Tool;
import io.kvmsdk.testkit.fixture.InstallerFixtures;
import io.kvmsdk.testkit.fixture.InstallerFixtures.Layout;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same image and the same edits give the same bytes. */
@RequiresIsoTools
class DeterminismTest {
  private static final String EPOCH = "1600000000";

  @TempDir Path folder;

  /** What runs in a JVM of its own, with its own hash codes and environment. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) {
      IsoRemaster remaster = IsoRemaster.of(Path.of(arguments[0]));
      for (int i = 0; i < 60; i++) {
        remaster.addText("/new-" + i % 7 + "/folder-" + i + "/x" + "n".repeat(3 * i), "text " + i);
        remaster.addLink("/links/" + i, "t".repeat(4 * i + 1));
      }
      remaster
          .addHardLink("/hard-link", "/new-0/folder-0/x")
          .rename("/boot/grub/grub.cfg", "/boot/grub/renamed.cfg")
          .chmod("/boot", 0700)
          .remove("/new-1")
          .patch()
          .writeIso(Path.of(arguments[1]));
    }
  }

  @ParameterizedTest
  @EnumSource
  void writeIso_whenRunTwice_givesTheSameBytes(Layout layout) {
    Path original = InstallerFixtures.sampleIso(layout, 20);

    Path first = run(original, "first.iso");
    Path second = run(original, "second.iso");

    assertThat(first).hasSameBinaryContentAs(second);
    assertThat(Judges.listing(first))
        .filteredOn(l -> l.contains("'/new-2"))
        .isNotEmpty()
        .allMatch(l -> l.contains("Sep 13  2020"));
  }

  private Path run(Path original, String name) {
    Path target = folder.resolve(name);
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Tool.run(
            "env",
            "SOURCE_DATE_EPOCH=" + EPOCH,
            "TZ=Asia/Kolkata",
            java,
            "-cp",
            System.getProperty("java.class.path"),
            Program.class.getName(),
            original,
            target)
        .orFail();
    return target;
  }
}
