package io.kvmsdk.iso;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.judge.Tool;
import io.kvmsdk.testkit.fixture.InstallerFixtures;
import io.kvmsdk.testkit.fixture.InstallerFixtures.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What other programs are known to get wrong. */
@RequiresIsoTools
class PitfallsTest {
  private static final int LINKS = 270;

  @TempDir Path folder;

  private static String name(int i) {
    return "firmware-%03d-".formatted(i) + "n".repeat(62 - 13);
  }

  private static String target(int i) {
    return "../pool/non-free-firmware/f/firmware-nonfree/" + "t".repeat(30) + i;
  }

  /** xorriso 1.5.4 counts the continuation areas of such a folder other than it writes them. */
  @Test
  void add_whenAFolderHas270LinksOfLongNames_areFoundByAllReaders() throws IOException {
    Path tree = Files.createDirectory(folder.resolve("tree"));
    Discs.put(tree, "links/file", "x");
    Path original = Discs.mkisofs(folder.resolve("old.iso"), tree, "genisoimage -R -J");
    IsoRemaster remaster = IsoRemaster.of(original);
    for (int i = 0; i < LINKS; i++) {
      remaster.addLink("/links/" + name(i), target(i));
    }
    Path first = Judges.written(remaster.patch(), folder.resolve("first.iso"));
    Path second =
        Judges.written(
            IsoRemaster.of(first).add("/links/one-more", new byte[1]).patch(),
            folder.resolve("second.iso"));

    for (Path iso : List.of(first, second)) {
      assertThat(links(iso)).isEqualTo(expectedLinks());
    }
  }

  /** Each link with its target, as xorriso reads them. */
  private static List<String> links(Path iso) {
    return Judges.listing(iso).stream()
        .filter(l -> l.startsWith("l"))
        .map(l -> l.substring(l.indexOf('\'')))
        .sorted()
        .toList();
  }

  private static List<String> expectedLinks() {
    return IntStream.range(0, LINKS)
        .mapToObj(i -> "'/links/" + name(i) + "' -> '" + target(i) + "'")
        .toList();
  }

  @Test
  void build_whenAFolderHas270LinksOfLongNames_areFoundByAllReaders() throws IOException {
    IsoBuilder builder = IsoBuilder.labelled("links");
    for (int i = 0; i < LINKS; i++) {
      builder.addLink("/links/" + name(i), target(i));
    }
    Path iso = Judges.written(builder, folder.resolve("new.iso"));

    assertThat(links(iso)).isEqualTo(expectedLinks());
  }

  /** isolinux reads plain names, GRUB Rock Ridge, Windows and 7z Joliet: none may be lost. */
  @ParameterizedTest
  @EnumSource
  void patch_whateverTheLayout_keepsEachTreeAndTheLabel(Layout layout) throws IOException {
    Path original = InstallerFixtures.sampleIso(layout, 20);

    Path iso =
        Judges.written(
            IsoRemaster.of(original).add("/answers.cfg", new byte[9]).patch(),
            folder.resolve("new.iso"));

    String label = label(original);
    assertThat(label(iso)).isNotEmpty().isEqualTo(label);
    try (IsoImage before = IsoImage.open(original);
        IsoImage after = IsoImage.open(iso)) {
      assertThat(after.trees()).isEqualTo(before.trees());
    }
    Set<String> plain = Judges.paths(original, "-debug");
    plain.add("/ANSWERS.CFG;1");
    assertThat(Judges.paths(iso, "-debug")).isEqualTo(plain);
  }

  private static String label(Path iso) {
    return Tool.run("blkid", "-p", "-s", "LABEL", "-o", "value", iso).orFail().output().strip();
  }
}
