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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@RequiresIsoTools
class IsoRemasterTest {
  @TempDir Path folder;
  private Path debian;

  @BeforeEach
  void takeASample() {
    debian = InstallerFixtures.sampleIso(Layout.DEBIAN, 20);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  /** Writes, and lets the judges see that nothing else is lost. */
  private Path write(IsoRemaster remaster) throws IOException {
    Remastered after = Remastered.of(debian, remaster, folder);
    assertThat(after.patch().notes()).noneMatch(n -> n.contains("bsdtar"));
    return after.iso();
  }

  private Path tree(String path) {
    return folder.resolve("tree").resolve(path);
  }

  @Test
  void add_whenFoldersAreMissing_makesThemInEveryTree() throws IOException {
    Path iso = write(IsoRemaster.of(debian).add("/answers/hosts/web-1/preseed.cfg", bytes("x")));

    assertThat(tree("answers/hosts/web-1/preseed.cfg")).content().isEqualTo("x");
    for (String names : List.of("-R", "-J")) {
      assertThat(Judges.paths(iso, names))
          .contains("/answers", "/answers/hosts", "/answers/hosts/web-1/preseed.cfg");
    }
    assertThat(Tool.run("isoinfo", "-R", "-l", "-i", iso).orFail().output())
        .containsPattern("dr-xr-xr-x   3 .* answers \n");
  }

  /** Folders that outgrow their blocks, with and without subfolders and long names in them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/doc/",
        "/doc/wide/",
        "/doc/names/",
        "/boot/grub/",
        "/firmware/",
        "/new/folder/"
      })
  void add_whenAFolderOverflows_keepsEverythingReadable(String parent) throws IOException {
    IsoRemaster remaster =
        IsoRemaster.of(debian).addLink(parent + "one-more-link", "x".repeat(200));
    for (int i = 0; i < 60; i++) {
      remaster.add(parent + "added-" + i + "-" + "n".repeat(2 * i), bytes("content " + i));
    }

    Path iso = write(remaster);

    for (int i = 0; i < 60; i++) {
      assertThat(tree((parent + "added-" + i + "-" + "n".repeat(2 * i)).substring(1)))
          .content()
          .isEqualTo("content " + i);
    }
    assertThat(Judges.paths(iso, "-J"))
        .hasSize(Judges.paths(debian, "-J").size() + 60 + (parent.equals("/new/folder/") ? 2 : 0));
    assertThat(Judges.listing(iso)).containsAll(unchangedLines(parent));
  }

  private List<String> unchangedLines(String parent) {
    String folderItself =
        parent.equals("/") ? "'/'" : "'" + parent.substring(0, parent.length() - 1) + "'";
    return Judges.listing(debian).stream()
        .filter(
            l -> !l.endsWith("'/md5sum.txt'") && !l.endsWith(folderItself) && !l.endsWith("'/'"))
        .toList();
  }

  @Test
  void add_whenThePathExists_isRefusedByPatch() {
    IsoRemaster remaster = IsoRemaster.of(debian).add("/README.txt", bytes("x"));

    assertThatThrownBy(remaster::patch)
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageContaining("/README.txt")
        .hasMessageContaining(debian.toString());
  }

  @Test
  void add_whenThePathLeadsThroughAFile_isRefused() {
    assertThatThrownBy(() -> IsoRemaster.of(debian).add("/README.txt/x", bytes("x")).patch())
        .isInstanceOf(ConflictException.class);
  }

  @Test
  void add_whenALocalFileIsMissing_namesIt() {
    Path missing = folder.resolve("missing.cfg");

    assertThatThrownBy(() -> IsoRemaster.of(debian).add("/x", missing).patch())
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("missing.cfg");
  }

  @Test
  void writeIso_whenALocalFileHasChanged_isRefusedAndLeavesNothing() throws IOException {
    Path local = Files.writeString(folder.resolve("local"), "before");
    IsoPatch patch = IsoRemaster.of(debian).add("/x", local).patch();
    Files.writeString(local, "after it");
    Path iso = folder.resolve("new.iso");

    assertThatThrownBy(() -> patch.writeIso(iso)).isInstanceOf(ConflictException.class);
    assertThat(folder.toFile().list()).containsExactly("local");
  }

  @Test
  void writeIso_whenTheOriginalHasChanged_isRefused() throws IOException {
    Path copy = Files.copy(debian, folder.resolve("copy.iso"));
    IsoPatch patch = IsoRemaster.of(copy).add("/x", bytes("x")).patch();
    Files.write(copy, new byte[1], StandardOpenOption.APPEND);

    assertThatThrownBy(() -> patch.writeIso(folder.resolve("new.iso")))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("copy.iso");
  }

  @Test
  void writeIso_whenTheTargetExists_keepsIt() throws IOException {
    Path target = Files.writeString(folder.resolve("new.iso"), "precious");
    IsoPatch patch = IsoRemaster.of(debian).add("/x", bytes("x")).patch();

    assertThatThrownBy(() -> patch.writeIso(target)).isInstanceOf(AlreadyExistsException.class);
    assertThat(target).content().isEqualTo("precious");
  }

  @Test
  void add_whenALocalFileIsLarge_isWrittenAndOverlaidWithoutHeap() throws IOException {
    Path local = Files.write(folder.resolve("local"), noise(9_000_001));
    IsoPatch patch = IsoRemaster.of(debian).add("/large", local).patch();
    Path overlay = folder.resolve("overlay.qcow2");
    Path iso = folder.resolve("new.iso");

    patch.writeIso(iso);
    patch.writeOverlay(overlay, debian.toString());

    Judges.compareOverlay(overlay, iso);
    assertThat(Judges.extract(iso, folder.resolve("tree")).resolve("large"))
        .hasSameBinaryContentAs(local);
  }

  /** 4.3 GB do not fit one extent (ECMA-119 9.1.4): the file has several records. */
  @Test
  void add_whenAFileExceedsAnExtent_hasSeveral() throws IOException {
    long length = (1L << 32) + 12_345;
    Path local = Sparse.file(folder.resolve("huge"), "first", "last", length);
    Path iso = folder.resolve("new.iso");

    try (Sparse sparse = Sparse.create(iso)) {
      IsoRemaster.of(InstallerFixtures.sampleIso(Layout.RHEL, 20))
          .blankMediaCheck() // it would take most of the test's time
          .add("/huge", local)
          .patch()
          .writeTo(sparse);
    }

    assertThat(Judges.listing(iso))
        .anyMatch(l -> l.contains(" " + length + " ") && l.endsWith("'/huge'"));
    try (IsoImage image = IsoImage.open(iso);
        var in = image.newInputStream("/huge")) {
      assertThat(new String(in.readNBytes(5), StandardCharsets.UTF_8)).isEqualTo("first");
      in.skipNBytes(length - 9);
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("last");
    }
  }

  @Test
  void replace_whenTheFileFitsItsBlocks_staysInPlace() throws IOException {
    long block;
    try (IsoImage image = IsoImage.open(debian)) {
      block = image.get("/README.txt").block();
    }

    Path iso = write(IsoRemaster.of(debian).replace("/README.txt", bytes("short")));

    try (IsoImage image = IsoImage.open(iso)) {
      assertThat(image.get("/README.txt").block()).isEqualTo(block);
      assertThat(image.length().bytes()).isEqualTo(Files.size(debian));
      assertThat(image.readText("/README.txt")).isEqualTo("short");
    }
  }

  @Test
  void replace_whenTheFileGrows_movesItsDataOnly() throws IOException {
    byte[] large = noise(100_000);

    Path iso = write(IsoRemaster.of(debian).replace("/README.txt", large));

    assertThat(tree("README.txt")).hasBinaryContent(large);
    assertThat(Tool.run("isoinfo", "-J", "-l", "-i", iso).orFail().output()).contains(" 100000 ");
  }

  @Test
  void replace_whenDataIsSharedByAHardLink_leavesTheOtherPathAlone() throws IOException {
    write(IsoRemaster.of(debian).replace("/doc/names/hard-linked-README", bytes("mine")));

    assertThat(tree("doc/names/hard-linked-README")).content().isEqualTo("mine");
    assertThat(tree("doc/names/upper-case/README")).content().isEqualTo("hard link\n");
  }

  @Test
  void replace_whenMd5sumListsItThroughALink_updatesThatLineToo() throws IOException {
    String target;
    String link;
    try (IsoImage image = IsoImage.open(debian)) {
      IsoEntry first = image.list("/firmware").get(0);
      link = first.path().substring(1);
      target = first.linkTarget().replace("../", "/");
    }

    write(IsoRemaster.of(debian).replace(target, bytes("other firmware")));

    assertThat(Files.readAllLines(tree("md5sum.txt")))
        .filteredOn(l -> l.endsWith("  ./" + link) || l.endsWith("  ." + target))
        .hasSize(2)
        .extracting(l -> l.substring(0, 32))
        .containsOnly(Tool.run("md5sum", tree(link)).output().substring(0, 32));
  }

  @Test
  void replace_whenThePathIsALinkOrFolderOrNothing_isRefused() {
    assertThatThrownBy(() -> IsoRemaster.of(debian).replace("/dists/stable", bytes("x")).patch())
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("bookworm");
    assertThatThrownBy(() -> IsoRemaster.of(debian).replace("/doc", bytes("x")).patch())
        .isInstanceOf(ConflictException.class);
    assertThatThrownBy(() -> IsoRemaster.of(debian).replace("/none", bytes("x")).patch())
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("/none");
  }

  @Test
  void edit_whenCalledTwice_seesTheFirstEdit() throws IOException {
    write(
        IsoRemaster.of(debian)
            .add("/new.cfg", bytes("a"))
            .edit("/new.cfg", t -> t + "b")
            .edit("/new.cfg", t -> t + "ü"));

    assertThat(tree("new.cfg")).content().isEqualTo("abü");
  }

  @Test
  void remove_takesAFileALinkAndAFolderOutOfEveryTree() throws IOException {
    Path iso =
        write(
            IsoRemaster.of(debian)
                .remove("/README.txt")
                .remove("/dists/stable")
                .remove("/doc/install"));

    for (String names : List.of("-R", "-J")) {
      assertThat(Judges.paths(iso, names))
          .noneMatch(p -> p.equals("/README.txt") || p.startsWith("/doc/install"))
          .contains("/doc/FAQ/html");
    }
    assertThat(tree("dists/stable")).doesNotExist();
    assertThat(Tool.run("isoinfo", "-p", "-i", iso).orFail().output())
        .doesNotContain("INSTALL\n")
        .contains("FAQ");
  }

  @Test
  void add_whenThePathWasRemovedBefore_takesItsPlace() throws IOException {
    write(IsoRemaster.of(debian).remove("/README.txt").add("/README.txt", bytes("new")));

    assertThat(tree("README.txt")).content().isEqualTo("new");
  }

  @Test
  void addLink_isShownByRockRidge() throws IOException {
    IsoRemaster remaster = IsoRemaster.of(debian).addLink("/latest", "dists/bookworm/../bookworm");

    Path iso = write(remaster);

    assertThat(Files.readSymbolicLink(tree("latest"))).hasToString("dists/bookworm/../bookworm");
    assertThat(Judges.listing(iso))
        .anyMatch(l -> l.endsWith("'/latest' -> 'dists/bookworm/../bookworm'"));
  }

  @Test
  void add_whenNamesAreOddOrCollide_keepsThemApart() throws IOException {
    List<String> names =
        List.of(
            "Ünïcödé 日本語.txt",
            "a;b*c?.cfg",
            "same-beginning-of-a-long-name-1.cfg",
            "same-beginning-of-a-long-name-2.cfg",
            ".hidden",
            "no-extension",
            "two.dots.cfg",
            "UPPER.CFG",
            "upper.cfg");
    IsoRemaster remaster = IsoRemaster.of(debian);
    names.forEach(n -> remaster.add("/odd/" + n, bytes(n)));

    Path iso = write(remaster);

    for (String name : names) {
      assertThat(tree("odd").resolve(name)).content().isEqualTo(name);
    }
    String plain = Tool.run("isoinfo", "-f", "-i", iso).orFail().output();
    assertThat(Stream.of(plain.split("\n")).filter(l -> l.startsWith("/ODD/")))
        .doesNotHaveDuplicates()
        .hasSize(names.size());
  }

  @ParameterizedTest
  @EnumSource
  void replace_whenBootImagesGrow_keepsThemBootable(Layout layout) throws IOException {
    Path original = InstallerFixtures.sampleIso(layout, 20);
    List<BootEntry> before = bootEntries(original);
    IsoRemaster remaster = IsoRemaster.of(original);
    before.stream()
        .filter(e -> !e.path().isEmpty())
        .forEach(e -> remaster.replace(e.path(), larger(original, e.path())));
    Path iso = folder.resolve("new.iso");

    remaster.patch().writeIso(iso);

    ImageStructure.check(iso);
    List<String> report = Judges.bootReport(iso);
    List<String> old = Judges.bootReport(original);
    assertThat(lines(report, "El Torito img path")).isEqualTo(lines(old, "El Torito img path"));
    assertThat(lines(report, "El Torito img opts")).isEqualTo(lines(old, "El Torito img opts"));
    assertThat(lines(report, "System area summary")).isEqualTo(lines(old, "System area summary"));
    assertThat(lines(report, "GPT partition path")).isEqualTo(lines(old, "GPT partition path"));
    assertThat(lines(report, "APM partition path")).isEqualTo(lines(old, "APM partition path"));
    assertThat(lines(report, "MBR partition path")).isEqualTo(lines(old, "MBR partition path"));
    assertThat(Judges.partitionFindings(original)).containsAll(Judges.partitionFindings(iso));
    assertThat(bootEntries(iso).get(0).block()).isNotEqualTo(before.get(0).block());
    assertThat(bootEntries(iso).get(0).sectors()).isEqualTo(4);
  }

  private static List<String> lines(List<String> report, String start) {
    return report.stream().filter(l -> l.startsWith(start)).toList();
  }

  private static List<BootEntry> bootEntries(Path iso) {
    try (IsoImage image = IsoImage.open(iso)) {
      return image.bootEntries();
    }
  }

  /** A boot image with 64 KiB more at its end. */
  private static byte[] larger(Path iso, String path) {
    try (IsoImage image = IsoImage.open(iso)) {
      byte[] content = image.read(path);
      return java.util.Arrays.copyOf(content, content.length + (1 << 16));
    }
  }
}
