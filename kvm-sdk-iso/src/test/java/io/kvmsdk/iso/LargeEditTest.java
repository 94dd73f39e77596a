package io.kvmsdk.iso;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.testkit.fixture.InstallerFixtures;
import io.kvmsdk.testkit.fixture.InstallerFixtures.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Edits at the edges: very many, very deep, and of everything. */
@RequiresIsoTools
class LargeEditTest {
  private static final int MANY = 20_000;

  @TempDir Path folder;
  private Path debian;

  @BeforeEach
  void takeASample() {
    debian = InstallerFixtures.sampleIso(Layout.DEBIAN, 20);
  }

  private Remastered write(IsoRemaster remaster) throws IOException {
    return Remastered.of(debian, remaster, folder);
  }

  /** Names that differ only where ISO 9660 and Joliet cut them off, and others. */
  @ParameterizedTest
  @ValueSource(strings = {"f", "the-same-beginning-for-all-of-these-names-/file-"})
  void add_whenTwentyThousandFilesShareAFolder_isNotSlowerForEach(String name) throws IOException {
    String start = name.replace("/", "x".repeat(100));
    IsoRemaster remaster = IsoRemaster.of(debian);
    for (int i = 0; i < MANY; i++) {
      remaster.addText("/many/" + start + i, "x");
    }

    // 0.7 s on an idle machine; minutes if names were looked for one by one
    IsoPatch patch = assertTimeout(Duration.ofSeconds(20), remaster::patch);

    Path iso = folder.resolve("new.iso");
    patch.writeIso(iso);
    ImageStructure.check(iso);
    for (String names : List.of("-R", "-J")) {
      assertThat(Judges.paths(iso, names)).filteredOn(p -> p.startsWith("/many/")).hasSize(MANY);
    }
    assertThat(Judges.listing(iso)).hasSize(Judges.listing(debian).size() + MANY + 1);
  }

  @Test
  void addFolder_whenTheyAreTooManyForAPathTable_isRefused() {
    IsoRemaster remaster = IsoRemaster.of(debian);
    for (int i = 0; i < 65_536; i++) {
      remaster.addFolder("/" + i / 1000 + "/" + i);
    }

    assertThatThrownBy(remaster::patch)
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("65535")
        .hasMessageContaining(debian.toString());
  }

  /** ISO 9660 allows eight levels; like xorriso, and all who read, we do not mind. */
  @Test
  void add_whenFoldersAreVeryDeep_isReadByAll() throws IOException {
    String deep = "/level".repeat(30);

    Remastered after =
        write(
            IsoRemaster.of(debian).addText(deep + "/file", "deep").addLink(deep + "/link", "file"));

    assertThat(after.file(deep + "/link")).content().isEqualTo("deep");
    for (String names : List.of("-R", "-J")) {
      assertThat(Judges.paths(after.iso(), names)).contains(deep + "/file");
    }
  }

  @Test
  void remove_whenAFolderShrinks_keepsTheRest() throws IOException {
    IsoRemaster remaster = IsoRemaster.of(debian);
    List<String> files;
    try (IsoImage image = IsoImage.open(debian)) {
      files = image.list("/doc/wide").stream().map(IsoEntry::path).toList();
    }
    files.stream().skip(3).forEach(remaster::remove);

    Remastered after = write(remaster);

    assertThat(after.file("/doc/wide").toFile().list()).hasSize(3);
    for (String names : List.of("-R", "-J")) {
      assertThat(Judges.paths(after.iso(), names))
          .hasSize(Judges.paths(debian, names).size() - files.size() + 3);
    }
    assertThat(after.newLines()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"DEBIAN", "UBUNTU", "RHEL"})
  void remove_whenEverythingGoes_leavesAnEmptyImage(Layout layout) throws IOException {
    Path original = InstallerFixtures.sampleIso(layout, 20);
    IsoRemaster remaster = IsoRemaster.of(original);
    try (IsoImage image = IsoImage.open(original)) {
      image.list("/").forEach(e -> remaster.remove(e.path()));
    }

    Remastered after = Remastered.of(original, remaster, folder);

    assertThat(Judges.listing(after.iso())).singleElement().asString().endsWith("'/'");
    assertThat(after.tree().toFile().list()).isEmpty();
    assertThat(
            Tool.run("isoinfo", "-p", "-i", after.iso())
                .orFail()
                .output()
                .lines()
                .filter(l -> l.matches(" +[0-9]+:.*")))
        .hasSize(1);
  }

  /**
   * xorriso 1.5.4 cannot write this folder ("Calculated and written ECMA-119 tree end differ"); it
   * can read it.
   */
  @ParameterizedTest
  @ValueSource(strings = {"new", "doc/wide"})
  void addLink_whenLongLinksAreTwoHundredAndSeventy_isReadByAll(String place) throws IOException {
    IsoRemaster remaster = IsoRemaster.of(debian);
    for (int i = 0; i < 270; i++) {
      remaster.addLink("/" + place + "/" + "n".repeat(59) + (100 + i), target(i));
    }

    Remastered after = write(remaster);

    for (int i = 0; i < 270; i++) {
      Path link = after.file("/" + place + "/" + "n".repeat(59) + (100 + i));
      assertThat(Files.readSymbolicLink(link)).hasToString(target(i));
    }
    assertThat(Judges.listing(after.iso()))
        .filteredOn(l -> l.contains("/" + place + "/nnn"))
        .hasSize(270);
    Set<String> paths = Judges.paths(after.iso(), "-R");
    assertThat(paths).filteredOn(p -> p.startsWith("/" + place + "/nnn")).hasSize(270);
    again(after.iso());
  }

  private static String target(int i) {
    return "../" + "t".repeat(64) + "/" + i;
  }

  /** What xorriso fails at in the second round too. */
  private void again(Path iso) throws IOException {
    Path next = Files.createDirectory(folder.resolve("next"));

    Remastered after = Remastered.of(iso, IsoRemaster.of(iso).addText("/again", "x"), next);

    assertThat(after.newLines()).hasSize(1);
  }
}
