package io.kvmsdk.iso;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.testkit.fixture.InstallerFixtures;
import io.kvmsdk.testkit.fixture.InstallerFixtures.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Names, folders, attributes and the order of data in images that were built from nothing. */
@RequiresIsoTools
class BuiltTreeTest {
  private static final Instant NOON = Instant.parse("2024-05-06T12:00:00Z");

  @TempDir Path folder;

  private Path write(IsoBuilder builder) {
    return Judges.written(builder, folder.resolve("new.iso"));
  }

  private Path local(String path, String text) throws IOException {
    Path file = folder.resolve("local").resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  @ParameterizedTest
  @EnumSource
  void addTree_whenItIsAnInstallers_isTheSameToAllReaders(Layout layout) throws IOException {
    Path original = InstallerFixtures.sampleIso(layout, 20);
    Path tree = Judges.extract(original, folder.resolve("original"));

    Path iso = write(IsoBuilder.labelled("again").addTree("/", tree));

    Judges.compareTrees(tree, Judges.extract(iso, folder.resolve("again")));
    assertThat(Judges.paths(iso, "-R").equals(Judges.paths(original, "-R"))).isTrue();
    if (layout != Layout.RHEL) {
      assertThat(Judges.paths(iso, "-J").size()).isEqualTo(Judges.paths(original, "-J").size());
    }
    assertThat(Files.size(iso)).isLessThan(Files.size(original));
  }

  @Test
  void addTree_keepsLinksTimesAndWhatCanBeExecuted() throws IOException {
    Path script = local("bin/run", "#!/bin/sh\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    Files.setLastModifiedTime(script, FileTime.from(NOON));
    local("secret", "s");
    Files.createSymbolicLink(folder.resolve("local/bin/dangling"), Path.of("../../nowhere"));

    Path iso = write(IsoBuilder.labelled("tree").addTree("/opt", folder.resolve("local")));

    assertThat(Judges.listing(iso))
        .anyMatch(l -> l.matches("-r-xr-xr-x +1 0 +0 +10 May +6 +2024 '/opt/bin/run'"))
        .anyMatch(l -> l.matches("-r--r--r-- .*'/opt/secret'"))
        .anyMatch(l -> l.matches("dr-xr-xr-x .*'/opt/bin'"))
        .anyMatch(l -> l.endsWith("'/opt/bin/dangling' -> '../../nowhere'"));
    assertThat(Judges.extract(iso, folder.resolve("tree")).resolve("opt/bin/run"))
        .satisfies(f -> assertThat(Files.getLastModifiedTime(f).toInstant()).isEqualTo(NOON));
  }

  @Test
  void addTree_whenATimeIsSet_hasNoLaterOne() throws IOException {
    FileTime before = FileTime.from(NOON.minusSeconds(60));
    Files.setLastModifiedTime(local("old", ""), before);
    Files.setLastModifiedTime(local("young", ""), FileTime.from(NOON.plusSeconds(60)));

    Path iso = write(IsoBuilder.labelled("tree").time(NOON).addTree("/", folder.resolve("local")));

    try (IsoImage image = IsoImage.open(iso)) {
      assertThat(image.get("/old").modified()).isEqualTo(before.toInstant());
      assertThat(image.get("/young").modified()).isEqualTo(NOON);
    }
  }

  @Test
  void addTree_whenThereIsAPipe_isRefusedByName() throws IOException {
    local("file", "");
    Path pipe = folder.resolve("local/pipe");
    Tool.run("mkfifo", pipe).orFail();
    IsoBuilder builder = IsoBuilder.labelled("tree").addTree("/", folder.resolve("local"));

    assertThatThrownBy(() -> write(builder))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining(pipe.toString());
  }

  @Test
  void addTree_whenItMeetsWhatWasAdded_mergesFoldersAndRefusesFiles() throws IOException {
    local("a/one", "1");
    Path tree = folder.resolve("local");

    assertThat(
            Judges.paths(
                write(IsoBuilder.labelled("x").addText("/a/two", "2").addTree("/", tree)), "-R"))
        .containsExactly("/a", "/a/one", "/a/two");
    IsoBuilder twice = IsoBuilder.labelled("x").addText("/a/one", "2").addTree("/", tree);
    assertThatThrownBy(() -> twice.write(folder.resolve("twice.iso")))
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageContaining("/a/one");
  }

  @Test
  void addTree_whenTheFolderIsMissing_namesIt() {
    Path missing = folder.resolve("missing");
    IsoBuilder builder = IsoBuilder.labelled("x").addTree("/", missing);

    assertThatThrownBy(() -> write(builder))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining(missing.toString());
  }

  @Test
  void add_whenNamesCollideOrDoNotFit_keepsThemApartInEveryTree() throws IOException {
    String start = "n".repeat(110);
    List<String> names =
        List.of(
            "readme",
            "README",
            "ReadMe",
            "read me",
            "read_me",
            "read+me",
            "a.tar.gz",
            "a.tar_gz",
            ".hidden",
            "dots...",
            "ümläut.txt",
            "日本語",
            "🐧".repeat(60),
            "🐧".repeat(61),
            "what?",
            "what*",
            "semi;col:on",
            start + "1",
            start + "2",
            start + "1.txt",
            "x",
            "x ",
            "é".repeat(127));
    IsoBuilder builder = IsoBuilder.labelled("names");
    names.forEach(name -> builder.addText("/" + name, name).addText("/dirs/" + name + "/f", name));

    Path iso = write(builder);

    Path tree = Judges.extract(iso, folder.resolve("tree"));
    for (String name : names) {
      assertThat(tree.resolve(name)).content(UTF_8).isEqualTo(name);
      assertThat(tree.resolve("dirs").resolve(name).resolve("f")).content(UTF_8).isEqualTo(name);
    }
    Judges.checkExtents(iso);
    assertThat(rawNames(iso)).hasSize(names.size() + 1).doesNotHaveDuplicates();
    assertThat(rawNames(iso, "-J").stream().map(n -> n.toLowerCase(Locale.ROOT)))
        .hasSize(names.size() + 1)
        .doesNotHaveDuplicates();
    assertThat(rawNames(iso)).allMatch(n -> n.matches("[A-Z0-9_]{0,30}(\\.[A-Z0-9_]*)?(;1)?"));
  }

  /** The names in the root, as isoinfo prints them without Rock Ridge. */
  private static List<String> rawNames(Path iso, String... options) {
    List<Object> words = new java.util.ArrayList<>(List.of("isoinfo", "-f", "-i", iso));
    words.addAll(List.of(options));
    return Tool.run(words.toArray())
        .orFail()
        .output()
        .lines()
        .filter(l -> l.lastIndexOf('/') == 0)
        .map(l -> l.substring(1))
        .toList();
  }

  @Test
  void add_whenAFolderHas20000FilesOfLikeNames_isListedWhole() throws IOException {
    IsoBuilder builder = IsoBuilder.labelled("many");
    TreeSet<String> paths = new TreeSet<>(List.of("/many"));
    for (int i = 0; i < 20_000; i++) {
      String path = "/many/the-same-thirty-characters-and-more-" + i;
      builder.addText(path, "content " + i);
      paths.add(path);
    }

    Path iso = write(builder);

    assertThat(Judges.paths(iso, "-R")).isEqualTo(paths);
    assertThat(Judges.paths(iso, "-J")).isEqualTo(paths);
  }

  @Test
  void add_whenTreesAreDeep_isFoundAtTheBottom() throws IOException {
    String deep = "/" + "d/".repeat(100) + "file";

    Path iso = write(IsoBuilder.labelled("deep").addText(deep, "bottom"));

    assertThat(Judges.extract(iso, folder.resolve("tree")).resolve(deep.substring(1)))
        .content()
        .isEqualTo("bottom");
    assertThat(Judges.paths(iso, "-R")).contains(deep);
  }

  @Test
  void add_whenContentsAreEqual_storesThemOnce() throws IOException {
    byte[] large = new byte[300_000];
    byte[] likeIt = large.clone();
    likeIt[299_999] = 1;
    Path file = Files.write(folder.resolve("file"), large);

    Path iso =
        write(
            IsoBuilder.labelled("once")
                .add("/c", large)
                .add("/b/x", file)
                .add("/a", likeIt)
                .addText("/small", "s")
                .addText("/d/small", "s"));

    assertThat(Files.size(iso)).isBetween(600_000L, 700_000L);
    try (IsoImage image = IsoImage.open(iso)) {
      assertThat(image.get("/c").block()).isEqualTo(image.get("/b/x").block());
      assertThat(image.get("/d/small").block()).isEqualTo(image.get("/small").block());
    }
    Path tree = Judges.extract(iso, folder.resolve("tree"));
    assertThat(tree.resolve("a")).hasBinaryContent(likeIt);
    assertThat(tree.resolve("b/x")).hasBinaryContent(large);
    assertThat(tree.resolve("c")).hasBinaryContent(large);
  }

  @Test
  void add_inWhateverOrder_laysDataInTheOrderOfPathsBehindAllFolders() throws IOException {
    IsoBuilder forwards = IsoBuilder.labelled("order");
    IsoBuilder backwards = IsoBuilder.labelled("order");
    for (int i = 0; i < 50; i++) {
      forwards.addText("/" + i % 7 + "/" + i, "content " + i);
      backwards.addText("/" + (49 - i) % 7 + "/" + (49 - i), "content " + (49 - i));
    }
    Path other = folder.resolve("other.iso");
    backwards.write(other);

    Path iso = write(forwards);

    assertThat(iso).hasSameBinaryContentAs(other);
    try (IsoImage image = IsoImage.open(iso)) {
      List<IsoEntry> files = image.walk().filter(e -> e.kind() == IsoEntry.Kind.FILE).toList();
      List<Long> blocks = files.stream().map(IsoEntry::block).toList();
      assertThat(blocks).isSorted().hasSize(50);
      assertThat(image.walk().filter(e -> e.kind() == IsoEntry.Kind.DIRECTORY))
          .allMatch(e -> e.block() < blocks.get(0));
    }
  }

  @Test
  void chmod_changesWhatWasAdded() throws IOException {
    IsoBuilder builder =
        IsoBuilder.labelled("modes")
            .addText("/bin/tool", "#!/bin/sh\n")
            .chmod("/bin/tool", 0755)
            .chmod("/bin", 01777);

    assertThat(Judges.listing(write(builder)))
        .anyMatch(l -> l.startsWith("-rwxr-xr-x") && l.endsWith("'/bin/tool'"))
        .anyMatch(l -> l.startsWith("drwxrwxrwt") && l.endsWith("'/bin'"));
    Path none = folder.resolve("none.iso");
    assertThatThrownBy(() -> IsoBuilder.labelled("x").chmod("/none", 0755).write(none))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(
            () -> IsoBuilder.labelled("x").addText("/f", "").chmod("/f", 1 << 12).write(none))
        .isInstanceOf(InvalidSpecException.class);
  }

  @Test
  void identifiers_areShownByOthers() {
    Path iso =
        write(
            IsoBuilder.labelled("Texts 1")
                .system("LINUX")
                .publisher("kvm-sdk <https://example.org>")
                .preparer("a test")
                .application("seeds"));

    assertThat(Tool.run("isoinfo", "-d", "-i", iso).orFail().output().lines())
        .contains(
            "System id: LINUX",
            "Volume id: Texts 1",
            "Publisher id: kvm-sdk <https://example.org>",
            "Data preparer id: a test",
            "Application id: seeds");
    assertThatThrownBy(() -> IsoBuilder.labelled("x").publisher("é"))
        .isInstanceOf(InvalidSpecException.class);
    assertThatThrownBy(() -> IsoBuilder.labelled("x").system("s".repeat(33)))
        .isInstanceOf(InvalidSpecException.class);
  }

  @Test
  void addTree_whenFoldersAreMany_isNumberedRightInThePathTables() throws IOException {
    IsoBuilder builder = IsoBuilder.labelled("folders");
    IntStream.range(0, 3000).forEach(i -> builder.addFolder("/" + i % 60 + "/folder" + i));

    Path iso = write(builder);

    List<String> table = Tool.run("isoinfo", "-p", "-i", iso).orFail().output().lines().toList();
    assertThat(table).anyMatch(l -> l.matches("3061: +\\d+ .*FOLDER.*"));
    assertThat(Judges.paths(iso, "-R")).hasSize(3060);
  }

  /** Their numbers have 16 bits in the path table (ECMA-119 9.4.4). */
  @Test
  void addFolder_whenThereAreTooMany_isRefused() {
    IsoBuilder builder = IsoBuilder.labelled("folders");
    IntStream.range(0, 65_535).forEach(i -> builder.addFolder("/" + i));

    assertThatThrownBy(() -> write(builder))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("65536 folders");
  }
}
