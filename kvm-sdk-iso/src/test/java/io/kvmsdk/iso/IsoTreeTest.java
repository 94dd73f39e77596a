package io.kvmsdk.iso;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.NotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One disc, several trees. */
@RequiresIsoTools
class IsoTreeTest {
  @TempDir Path folder;
  private Path tree;
  private Path iso;

  @BeforeEach
  void makeATree() throws IOException {
    tree = Files.createDirectory(folder.resolve("tree"));
    iso = folder.resolve("made.iso");
    Discs.put(tree, "Some Folder/A file, longer than 8.3.text", "found");
  }

  private static Set<String> paths(Path iso, IsoTree tree) {
    try (IsoImage image = IsoImage.open(iso, tree)) {
      TreeSet<String> paths = new TreeSet<>();
      image.walk().forEach(e -> paths.add(e.path()));
      return paths;
    }
  }

  private static Set<String> isoinfo(Path iso, String tree) {
    TreeSet<String> paths = new TreeSet<>();
    Judges.paths(iso, tree).forEach(p -> paths.add(p.replaceFirst("\\.?;1$", "")));
    return paths;
  }

  @ParameterizedTest
  @CsvSource({
    "genisoimage, 'PLAIN'",
    "genisoimage -R, 'ROCK_RIDGE,PLAIN'",
    "genisoimage -J, 'JOLIET,PLAIN'",
    "genisoimage -R -J, 'ROCK_RIDGE,JOLIET,PLAIN'",
    "genisoimage -iso-level 4, 'ENHANCED,PLAIN'",
    "genisoimage -R -J -iso-level 4, 'ROCK_RIDGE,JOLIET,ENHANCED,PLAIN'",
    "xorrisofs -R -J -iso-level 4, 'ROCK_RIDGE,JOLIET,ENHANCED,PLAIN'"
  })
  void trees_areThoseThatTheWriterMade_andTheBestIsShown(String command, String trees) {
    Discs.mkisofs(iso, tree, command);

    try (IsoImage image = IsoImage.open(iso)) {
      assertThat(image.trees()).extracting(IsoTree::name).containsExactly(trees.split(","));
      assertThat(image.tree()).isEqualTo(image.trees().get(0));
      for (IsoTree each : image.trees()) {
        try (IsoImage seen = IsoImage.open(iso, each)) {
          IsoEntry file =
              seen.walk().filter(e -> e.kind() == IsoEntry.Kind.FILE).findFirst().orElseThrow();
          assertThat(seen.readText(file.path())).as(each.name()).isEqualTo("found");
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "genisoimage -R -J -joliet-long",
        "xorrisofs -R -J",
        "genisoimage -R -J -ucs-level 1",
        "genisoimage -R -J -ucs-level 2"
      })
  void walk_whenATreeIsChosen_agreesWithIsoinfo(String command) throws IOException {
    Discs.put(tree, "Some Folder/and/lower", "x");
    Discs.put(tree, "NO_EXT", "x");
    Discs.mkisofs(iso, tree, command + " -input-charset utf-8");

    assertThat(paths(iso, IsoTree.ROCK_RIDGE)).isEqualTo(isoinfo(iso, "-R"));
    assertThat(paths(iso, IsoTree.JOLIET)).isEqualTo(isoinfo(iso, "-J"));
    assertThat(paths(iso, IsoTree.PLAIN)).isEqualTo(isoinfo(iso, "-f"));
  }

  @Test
  void open_whenThereIsNoSuchTree_tellsWhichThereAre() {
    Discs.mkisofs(iso, tree, "genisoimage -R");

    assertThatThrownBy(() -> IsoImage.open(iso, IsoTree.JOLIET))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("JOLIET")
        .hasMessageContaining("[ROCK_RIDGE, PLAIN]")
        .hasMessageContaining(iso.toString());
  }

  @Test
  void walk_whenJolietNamesAreLongOrBeyondTheBasicPlane_readsThem() throws IOException {
    String longName = "l".repeat(99) + ".txt";
    Discs.put(tree, longName, "long");
    Discs.put(tree, "clef \uD834\uDD1E and Ω.txt", "music");
    Discs.xorriso(
        "-joliet on -compliance joliet_long_names:joliet_utf16 -outdev "
            + (iso + " -map " + tree + " / -commit"));

    try (IsoImage image = IsoImage.open(iso, IsoTree.JOLIET)) {
      assertThat(image.readText("/" + longName)).isEqualTo("long");
      assertThat(image.readText("/clef \uD834\uDD1E and Ω.txt")).isEqualTo("music");
    }
  }

  @Test
  void walk_whenXorrisoWritesIso1999_showsItsLongNames() throws IOException {
    String name = "Ä long näme ".repeat(10) + ".with.dots";
    Discs.put(tree, name, "1999");
    Discs.xorriso(
        "-compliance iso_9660_1999 -rockridge off -outdev "
            + (iso + " -map " + tree + " / -commit"));

    try (IsoImage image = IsoImage.open(iso)) {
      assertThat(image.tree()).isEqualTo(IsoTree.ENHANCED);
      assertThat(image.readText("/" + name)).isEqualTo("1999");
      assertThat(image.list("/Some Folder"))
          .extracting(IsoEntry::name)
          .containsExactly("A file, longer than 8.3.text");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-iso-level 1, /SOME_FOL/A_FILE__.TEX",
    "-iso-level 2, /SOME_FOLDER/A_FILE__LONGER_THAN_8_3.TEXT",
    "-iso-level 3, /SOME_FOLDER/A_FILE__LONGER_THAN_8_3.TEXT",
    "-iso-level 1 -U, '/Some Folder/A file, longer than 8.3.text'"
  })
  void find_whenNamesArePlain_takesThemWithoutVersionInAnyCase(String level, String path) {
    Discs.mkisofs(iso, tree, "genisoimage " + level);

    try (IsoImage image = IsoImage.open(iso)) {
      assertThat(image.walk().map(IsoEntry::path)).contains(path);
      assertThat(image.readText(path.toLowerCase(Locale.ROOT))).isEqualTo("found");
    }
  }

  /** 9.3 puts the newest version first. No writer of today makes two: a name is changed. */
  @Test
  void list_whenAFileHasTwoVersions_namesTheNewestWithoutIts() throws IOException {
    Discs.put(tree, "A1", "new");
    Discs.put(tree, "A2", "old");
    Discs.mkisofs(iso, tree, "genisoimage");
    int second = Discs.record(iso, "A2.;1") + 33;
    int first = Discs.record(iso, "A1.;1") + 33;
    Discs.write(iso, first, 'A', '1', '.', ';', '2');
    Discs.write(iso, second, 'A', '1', '.', ';', '1');

    try (IsoImage image = IsoImage.open(iso)) {
      assertThat(image.list("/")).extracting(IsoEntry::name).contains("A1", "A1.;1");
      assertThat(List.of(image.readText("/A1"), image.readText("/A1.;1")))
          .containsExactly("new", "old");
    }
  }

  @Test
  void remaster_whenThereIsATreeOf1999_addsTheNameAsItIs() throws IOException {
    Discs.xorriso("-compliance iso_9660_1999 -outdev " + iso + " -map " + tree + " / -commit");
    Path remastered = folder.resolve("new.iso");

    Judges.written(
        IsoRemaster.of(iso).add("/Added file.txt", new byte[] {'x'}).patch(), remastered);

    assertThat(paths(remastered, IsoTree.ENHANCED)).contains("/Added file.txt");
    assertThat(paths(remastered, IsoTree.PLAIN)).contains("/ADDED_FILE.TXT");
  }
}
