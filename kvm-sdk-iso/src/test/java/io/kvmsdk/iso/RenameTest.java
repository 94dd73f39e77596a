package io.kvmsdk.iso;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.testkit.fixture.InstallerFixtures;
import io.kvmsdk.testkit.fixture.InstallerFixtures.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a new path means in all trees, and what stays. */
@RequiresIsoTools
class RenameTest {
  @TempDir Path folder;
  private Path debian;

  @BeforeEach
  void takeASample() {
    debian = InstallerFixtures.sampleIso(Layout.DEBIAN, 20);
  }

  private Remastered write(IsoRemaster remaster) throws IOException {
    return Remastered.of(debian, remaster, folder);
  }

  /** The paths of one tree after {@code from} has become {@code to}. */
  private static Set<String> moved(Set<String> paths, String from, String to) {
    Set<String> after = new TreeSet<>();
    for (String p : paths) {
      boolean goes = p.equals(from) || p.startsWith(from + "/");
      after.add(goes ? to + p.substring(from.length()) : p);
    }
    return after;
  }

  @ParameterizedTest
  @CsvSource({
    "/README.txt, /README.first", // in place
    "/README.txt, /doc/names/README-that-was-above.txt", // into a folder
    "/README.txt, /new/folders/README.txt", // into new ones
    "/doc/install, /doc/anleitung", // a folder
    "/doc/install, /install", // up
    "/doc/install, /dists/bookworm/deeper/install", // down, its parent made
    "/dists/bookworm, /dists/trixie", // many below it
    "/boot, /start/boot", // what boots
  })
  void rename_movesThePathInEveryTreeAndNoData(String from, String to) throws IOException {
    Remastered after = write(IsoRemaster.of(debian).rename(from, to));

    for (String names : List.of("-R", "-J")) {
      Set<String> expected = moved(Judges.paths(debian, names), from, to);
      for (Path p = Path.of(to).getParent(); p.getNameCount() > 0; p = p.getParent()) {
        expected.add(p.toString());
      }
      assertThat(Judges.paths(after.iso(), names)).isEqualTo(expected);
    }
    assertThat(after.newLines())
        .allMatch(
            l ->
                l.contains(
                        to.substring(0, to.indexOf('/', 1) < 0 ? to.length() : to.indexOf('/', 1)))
                    || l.endsWith("'/'"));
    assertThat(bootPaths(after.iso()))
        .isEqualTo(
            bootPaths(debian).stream()
                .map(l -> l.replace(" " + from + "/", " " + to + "/"))
                .toList());
    assertThat(Judges.partitionFindings(debian)).containsAll(Judges.partitionFindings(after.iso()));
    assertThat(dataBlocks(after.iso())).containsAll(dataBlocks(debian));
    assertThat(after.patch().notes()).noneMatch(n -> n.contains("bsdtar"));
  }

  private static List<String> bootPaths(Path iso) {
    return Judges.bootReport(iso).stream().filter(l -> l.contains(" path ")).toList();
  }

  /** Where the data of files lies, but that of md5sum.txt. */
  private static Set<Long> dataBlocks(Path iso) {
    Set<Long> blocks = new TreeSet<>();
    try (IsoImage image = IsoImage.open(iso)) {
      image
          .walk()
          .filter(e -> e.kind() == IsoEntry.Kind.FILE && !e.path().equals("/md5sum.txt"))
          .forEach(e -> blocks.add(e.block()));
    }
    return blocks;
  }

  @ParameterizedTest
  @EnumSource
  void rename_whenTheLayoutIsAnyOther_isSeenByItsReaders(Layout layout) throws IOException {
    Path original = InstallerFixtures.sampleIso(layout, 20);
    String file;
    try (IsoImage image = IsoImage.open(original)) {
      file =
          image
              .walk()
              .filter(e -> e.kind() == IsoEntry.Kind.FILE && e.path().endsWith(".cfg"))
              .findFirst()
              .orElseThrow()
              .path();
    }

    Remastered after =
        Remastered.of(
            original, IsoRemaster.of(original).rename(file, "/renamed/and moved.cfg"), folder);

    assertThat(Judges.paths(after.iso(), "-R"))
        .contains("/renamed/and moved.cfg")
        .doesNotContain(file);
    assertThat(
            Tool.run("cmp", after.file("/renamed/and moved.cfg"), extracted(original, file)).exit())
        .isZero();
  }

  private Path extracted(Path original, String path) throws IOException {
    try (IsoImage image = IsoImage.open(original)) {
      return Files.write(folder.resolve("before"), image.read(path));
    }
  }

  @Test
  void rename_whenALinkIsMeant_movesTheLink() throws IOException {
    Remastered after = write(IsoRemaster.of(debian).rename("/dists/stable", "/dists/current"));

    assertThat(Files.readSymbolicLink(after.file("/dists/current"))).hasToString("bookworm");
    assertThat(after.file("/dists/stable")).doesNotExist();
  }

  @Test
  void rename_whenMd5sumListsThePath_letsItsLinesFollow() throws IOException {
    List<String> before = lines(debian);

    Remastered after = write(IsoRemaster.of(debian).rename("/doc", "/documents"));

    List<String> lines = Files.readAllLines(after.file("/md5sum.txt"));
    assertThat(lines).hasSize(before.size()).noneMatch(l -> l.contains("  ./doc/"));
    assertThat(lines)
        .contains(
            before.stream()
                .filter(l -> l.contains("  ./doc/"))
                .findFirst()
                .orElseThrow()
                .replace("  ./doc/", "  ./documents/"));
  }

  /** Lines for links that now lead nowhere would be false. */
  @Test
  void rename_whenMd5sumListsItThroughALink_dropsThatLine() throws IOException {
    String link;
    String target;
    try (IsoImage image = IsoImage.open(debian)) {
      IsoEntry first = image.list("/firmware").get(0);
      link = first.path();
      target = first.linkTarget().replace("../", "/");
    }

    Remastered after = write(IsoRemaster.of(debian).rename(target, "/elsewhere.deb"));

    assertThat(Files.readAllLines(after.file("/md5sum.txt")))
        .noneMatch(l -> l.endsWith(" ." + link) || l.endsWith(" ." + target))
        .anyMatch(l -> l.endsWith("  ./elsewhere.deb"));
  }

  private static List<String> lines(Path iso) {
    try (IsoImage image = IsoImage.open(iso)) {
      return image.readText("/md5sum.txt").lines().toList();
    }
  }

  @Test
  void rename_whenTheNameNeedsAContinuationArea_isReadByAll() throws IOException {
    String longName = "n".repeat(240);

    Remastered after = write(IsoRemaster.of(debian).rename("/doc/install", "/doc/" + longName));

    assertThat(after.file("/doc/" + longName)).isNotEmptyDirectory();
    assertThat(Judges.paths(after.iso(), "-J"))
        .anyMatch(p -> p.startsWith("/doc/" + "n".repeat(103) + "/"));
    assertThat(after.patch().notes()).anyMatch(n -> n.contains("Joliet"));
  }

  /** It holds too many folders to move them all behind their new parent. */
  @Test
  void rename_whenAFolderCannotFollow_warnsOfReadersThatDoNotSeek() throws IOException {
    Remastered after = write(IsoRemaster.of(debian).rename("/doc", "/new/doc"));

    assertThat(after.patch().notes()).anyMatch(n -> n.contains("/new") && n.contains("bsdtar"));
    assertThat(after.file("/new/doc/FAQ/html")).isNotEmptyDirectory();
  }

  @Test
  void rename_whenItIsDoneInSteps_isAsIfDoneAtOnce() throws IOException {
    Remastered after =
        write(
            IsoRemaster.of(debian)
                .rename("/doc/install", "/one")
                .addText("/one/added", "x")
                .rename("/one", "/two/three")
                .rename("/doc", "/documents")
                .edit("/two/three/added", t -> t + "y")
                .rename("/two/three/added", "/added"));

    assertThat(after.file("/added")).content().isEqualTo("xy");
    assertThat(after.file("/two/three")).isNotEmptyDirectory();
    assertThat(after.file("/documents/FAQ/html")).isNotEmptyDirectory();
    assertThat(after.file("/doc")).doesNotExist();
  }

  @Test
  void rename_whenTwoTradeNames_keepsBothContents() throws IOException {
    String readme;
    try (IsoImage image = IsoImage.open(debian)) {
      readme = image.readText("/README.txt");
    }

    Remastered after =
        write(
            IsoRemaster.of(debian)
                .addText("/other.txt", "other")
                .rename("/README.txt", "/between")
                .rename("/other.txt", "/README.txt")
                .rename("/between", "/other.txt"));

    assertThat(after.file("/README.txt")).content().isEqualTo("other");
    assertThat(after.file("/other.txt")).content().isEqualTo(readme);
  }

  @Test
  void rename_whenTheTargetIsTakenOrInsideOrNothingIsThere_isRefused() {
    IsoRemaster taken = IsoRemaster.of(debian).rename("/README.txt", "/md5sum.txt");
    IsoRemaster inside = IsoRemaster.of(debian).rename("/doc", "/doc/install/doc");
    IsoRemaster nothing = IsoRemaster.of(debian).rename("/none", "/some");
    IsoRemaster root = IsoRemaster.of(debian).rename("/", "/some");

    assertThatThrownBy(taken::patch)
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageContaining("/md5sum.txt");
    assertThatThrownBy(inside::patch)
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("into itself");
    assertThatThrownBy(nothing::patch).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(root::patch).isInstanceOf(ConflictException.class);
  }
}
