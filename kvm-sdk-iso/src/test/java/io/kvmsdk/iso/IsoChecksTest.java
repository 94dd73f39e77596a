package io.kvmsdk.iso;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.iso.error.IsoFormatException;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.testkit.fixture.InstallerFixtures;
import io.kvmsdk.testkit.fixture.InstallerFixtures.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Globs over an image, and what it says of its own state. */
@RequiresIsoTools
@RequiresTool(
    value = {"which", "checkisomd5", "implantisomd5"},
    debianPackage = "isomd5sum")
class IsoChecksTest {
  @TempDir Path folder;
  private Path copy;

  @BeforeEach
  void nameACopy() {
    copy = folder.resolve("copy.iso");
  }

  private Path copyOf(Layout layout) throws IOException {
    return Files.copy(InstallerFixtures.sampleIso(layout, 20), copy);
  }

  /** What GNU md5sum says of the unpacked image. */
  private List<String> md5sumFailures(Path iso) throws IOException {
    Path tree = Judges.extract(iso, folder.resolve("unpacked"));
    return Arrays.stream(
            Tool.runIn(tree, "md5sum", "-c", "--quiet", "md5sum.txt").output().split("\n"))
        .filter(l -> l.contains(": FAILED"))
        .map(l -> l.replaceFirst("^\\./", "/").replaceFirst(": FAILED.*", ""))
        .toList();
  }

  @Test
  void checkFiles_whenNothingHasChanged_findsNothing() throws IOException {
    for (Layout layout : List.of(Layout.DEBIAN, Layout.UBUNTU)) {
      try (IsoImage iso = IsoImage.open(InstallerFixtures.sampleIso(layout, 20))) {
        assertThat(iso.checkFiles()).as(layout.name()).isEmpty();
      }
    }
  }

  /** A file that links lead to fails under each of its names, as for md5sum. */
  @Test
  void checkFiles_whenFilesHaveChangedOrGone_agreesWithMd5sum() throws IOException {
    copyOf(Layout.DEBIAN);
    String deb;
    try (IsoImage iso = IsoImage.open(copy)) {
      IsoEntry link = iso.glob("/firmware/*.deb").findFirst().orElseThrow();
      deb = link.linkTarget().replaceFirst("^\\.\\.", "");
      Discs.write(copy, iso.get(deb).block() * 2048 + 100, 1, 2, 3, 4);
      Discs.write(copy, iso.get("/README.txt").block() * 2048, '?', '?');
      int listed = (int) iso.get("/md5sum.txt").block() * 2048;
      String list = iso.readText("/md5sum.txt");
      Discs.write(copy, listed + list.indexOf("./.disk/info") + 2, 'x');
    }

    try (IsoImage iso = IsoImage.open(copy)) {
      List<FileMismatch> mismatches = iso.checkFiles();
      assertThat(mismatches)
          .extracting(FileMismatch::path)
          .containsExactlyInAnyOrderElementsOf(md5sumFailures(copy))
          .contains(deb, "/README.txt", "/xdisk/info");
      assertThat(mismatches)
          .filteredOn(FileMismatch::missing)
          .extracting(FileMismatch::path)
          .containsExactly("/xdisk/info");
      FileMismatch readme =
          mismatches.stream().filter(m -> m.path().equals("/README.txt")).findFirst().orElseThrow();
      assertThat(Tool.run("md5sum", folder.resolve("unpacked/README.txt")).output())
          .startsWith(readme.actual());
      assertThat(readme.expected()).isNotEqualTo(readme.actual());
    }
  }

  /** md5sum puts a backslash before a line whose name has one. */
  @Test
  void checkFiles_whenNamesAreOdd_readsTheListAsMd5sumWroteIt() throws IOException {
    Path tree = Files.createDirectory(folder.resolve("tree"));
    Discs.put(tree, "new\nline", "1");
    Discs.put(tree, "back\\slash", "2");
    Discs.put(tree, "two  spaces *", "3");
    Tool.runIn(tree, "sh", "-c", "md5sum ./* > ../list && mv ../list md5sum.txt").orFail();
    Discs.mkisofs(copy, tree, "xorrisofs -R");

    try (IsoImage iso = IsoImage.open(copy)) {
      assertThat(iso.readText("/md5sum.txt")).contains("\\\\");
      assertThat(iso.checkFiles()).isEmpty();
    }
  }

  @Test
  void checkFiles_whenThereIsNoList_saysSo() {
    try (IsoImage iso = IsoImage.open(InstallerFixtures.sampleIso(Layout.RHEL, 20))) {
      assertThatThrownBy(iso::checkFiles)
          .isInstanceOf(NotFoundException.class)
          .hasMessageContaining("/md5sum.txt");
    }
  }

  private static MediaCheck checkMedia(Path file) {
    try (IsoImage iso = IsoImage.open(file)) {
      return iso.checkMedia();
    }
  }

  @Test
  void checkMedia_whenTheImageIsSoundOrNot_agreesWithCheckisomd5() throws IOException {
    copyOf(Layout.RHEL);
    assertThat(checkMedia(copy)).isEqualTo(MediaCheck.GOOD);
    assertThat(Tool.run("checkisomd5", copy).exit()).isZero();

    Discs.write(copy, 3_000_000, 1, 2, 3);
    assertThat(checkMedia(copy)).isEqualTo(MediaCheck.BAD);
    assertThat(Tool.run("checkisomd5", copy).exit()).isEqualTo(1);
  }

  @Test
  void checkMedia_whenNoDigestIsImplanted_saysSo() {
    Path debian = InstallerFixtures.sampleIso(Layout.DEBIAN, 20);

    assertThat(checkMedia(debian)).isEqualTo(MediaCheck.NONE);
    assertThat(Tool.run("checkisomd5", debian).output()).contains("No checksum information");
  }

  @Test
  void glob_whenAPatternIsGiven_findsWhatXorrisoFinds() {
    Path debian = InstallerFixtures.sampleIso(Layout.DEBIAN, 20);
    try (IsoImage iso = IsoImage.open(debian)) {
      assertThat(iso.glob("/pool/**/*.deb").map(IsoEntry::path))
          .hasSizeGreaterThan(50)
          .containsExactlyInAnyOrderElementsOf(
              Judges.listing(debian).stream()
                  .map(l -> l.replaceFirst("^[^']*'([^']*)'.*", "$1"))
                  .filter(p -> p.matches("/pool/.*/[^/]*\\.deb"))
                  .toList());
      assertThat(iso.glob("/README.{txt,html}").map(IsoEntry::name)).contains("README.txt");
      assertThat(iso.glob("/no/such/**")).isEmpty();
      assertThat(iso.glob("/README.txt/**")).isEmpty();
    }
  }

  @Test
  void glob_whenOtherFoldersAreBroken_doesNotReadThem() throws IOException {
    Path tree = Files.createDirectory(folder.resolve("tree"));
    Discs.put(tree, "good/file.txt", "x");
    Discs.put(tree, "bad/file.txt", "x");
    Discs.mkisofs(copy, tree, "genisoimage -R");
    int record = Discs.record(copy, "BAD");
    Discs.write(copy, record + 2, 0xff, 0xff, 0xff, 0x7f);

    try (IsoImage iso = IsoImage.open(copy)) {
      assertThat(iso.glob("/good/**").map(IsoEntry::path)).containsExactly("/good/file.txt");
      assertThat(iso.glob("/g*/*.txt").map(IsoEntry::path)).containsExactly("/good/file.txt");
      assertThatThrownBy(() -> iso.glob("/**.txt").toList()).isInstanceOf(IsoFormatException.class);
    }
  }

  @Test
  void glob_whenNamesArePlain_disregardsCase() throws IOException {
    Path tree = Files.createDirectory(folder.resolve("tree"));
    Discs.put(tree, "boot/grub.cfg", "x");
    Discs.mkisofs(copy, tree, "genisoimage");

    try (IsoImage iso = IsoImage.open(copy)) {
      assertThat(iso.glob("/boot/*.cfg").map(IsoEntry::name)).containsExactly("GRUB.CFG");
    }
  }
}
