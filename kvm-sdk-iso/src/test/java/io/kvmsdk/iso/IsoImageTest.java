package io.kvmsdk.iso;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.testkit.fixture.InstallerFixtures;
import io.kvmsdk.testkit.fixture.InstallerFixtures.Layout;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@RequiresIsoTools
class IsoImageTest {
  @TempDir Path folder;

  private static IsoImage sample(Layout layout) {
    return IsoImage.open(InstallerFixtures.sampleIso(layout, 20));
  }

  @ParameterizedTest
  @EnumSource
  void walk_whenAnInstallerIsRead_agreesWithXorriso(Layout layout) {
    try (IsoImage iso = sample(layout)) {
      List<String> ours = iso.walk().map(IsoImageTest::describe).sorted().toList();

      List<String> theirs =
          Judges.listing(iso.file()).stream()
              .map(IsoImageTest::describe)
              .filter(d -> !d.endsWith(" /"))
              .sorted()
              .toList();
      assertThat(ours).containsExactlyInAnyOrderElementsOf(theirs);
    }
  }

  /** Type, path, and a file's size; xorriso's {@code e} is the file with the boot catalog. */
  private static String describe(IsoEntry e) {
    return switch (e.kind()) {
      case FILE -> "- " + e.size() + " " + e.path();
      case DIRECTORY -> "d " + e.path();
      case LINK -> "l " + e.path() + " -> " + e.linkTarget();
      case OTHER -> "? " + e.path();
    };
  }

  private static String describe(String lsdl) {
    String path = lsdl.substring(lsdl.indexOf('\'')).replace("' -> '", " -> ").replace("'", "");
    String[] words = lsdl.split(" +", -1);
    return switch (lsdl.charAt(0)) {
      case '-', 'e' -> "- " + words[4] + " " + path;
      case 'd' -> "d " + path;
      case 'l' -> "l " + path;
      default -> "? " + path;
    };
  }

  @ParameterizedTest
  @EnumSource
  void read_whenEveryFileIsRead_agreesWithBsdtar(Layout layout) throws IOException {
    try (IsoImage iso = sample(layout)) {
      Path tree = Judges.extract(iso.file(), folder.resolve("tree"));

      List<IsoEntry> files = iso.walk().filter(e -> e.kind() == IsoEntry.Kind.FILE).toList();

      assertThat(files).hasSizeGreaterThan(500);
      for (IsoEntry file : files) {
        assertThat(iso.read(file.path()))
            .as(file.path())
            .isEqualTo(Files.readAllBytes(tree.resolve(file.path().substring(1))));
      }
    }
  }

  @Test
  void read_whenOnlyJolietHasLongNames_usesThem() throws IOException {
    Path tree = Files.createDirectories(folder.resolve("tree/Ordner mit Umläuten"));
    Files.writeString(tree.resolve("A long name, not in 8.3.text"), "found");
    Path iso = folder.resolve("joliet.iso");
    Tool.run("genisoimage", "-quiet", "-J", "-input-charset", "utf-8", "-o", iso, tree.getParent())
        .orFail();

    try (IsoImage image = IsoImage.open(iso)) {
      assertThat(image.readText("/Ordner mit Umläuten/A long name, not in 8.3.text"))
          .isEqualTo("found");
    }
  }

  @Test
  void read_whenThereAreNoLongNames_findsPlainOnesInAnyCase() throws IOException {
    Path tree = Files.createDirectories(folder.resolve("tree/boot"));
    Files.writeString(tree.resolve("grub.cfg"), "found");
    Path iso = folder.resolve("plain.iso");
    Tool.run("genisoimage", "-quiet", "-o", iso, tree.getParent()).orFail();

    try (IsoImage image = IsoImage.open(iso)) {
      assertThat(image.readText("/boot/grub.cfg")).isEqualTo("found");
      assertThat(image.walk().map(IsoEntry::path)).containsExactly("/BOOT", "/BOOT/GRUB.CFG");
    }
  }

  @Test
  void walk_whenFoldersAreRelocated_showsThemWhereTheyBelong() throws IOException {
    Path deep = Files.createDirectories(folder.resolve("tree/1/2/3/4/5/6/7/8/9/10"));
    Files.writeString(deep.resolve("file"), "deep");
    Path iso = folder.resolve("deep.iso");
    Tool.run("genisoimage", "-quiet", "-R", "-o", iso, folder.resolve("tree")).orFail();

    try (IsoImage image = IsoImage.open(iso)) {
      assertThat(image.readText("/1/2/3/4/5/6/7/8/9/10/file")).isEqualTo("deep");
      assertThat(image.walk().filter(e -> e.name().equals("file"))).hasSize(1);
    }
  }

  @Test
  void bootEntries_whenDebian_areThoseThatXorrisoReports() {
    try (IsoImage iso = sample(Layout.DEBIAN)) {
      List<BootEntry> entries = iso.bootEntries();

      assertThat(entries)
          .extracting(BootEntry::platform, BootEntry::path, BootEntry::bootable)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple(
                  BootEntry.Platform.BIOS, "/isolinux/isolinux.bin", true),
              org.assertj.core.groups.Tuple.tuple(
                  BootEntry.Platform.UEFI, "/boot/grub/efi.img", true));
      assertThat(Judges.bootReport(iso.file()))
          .anyMatch(
              l ->
                  l.startsWith("El Torito boot img :   2")
                      && l.endsWith(" " + entries.get(1).block()));
    }
  }

  @Test
  void bootEntries_whenTheImageLiesOutsideOfTheTree_haveNoPath() {
    try (IsoImage iso = sample(Layout.UBUNTU)) {
      assertThat(iso.bootEntries().get(1).path()).isEmpty();
    }
  }

  @Test
  void newInputStream_whenReadToTheEnd_givesTheWholeFile() throws IOException {
    try (IsoImage iso = sample(Layout.DEBIAN);
        InputStream in = iso.newInputStream("/.disk/info")) {
      assertThat(new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
          .startsWith("Debian GNU/Linux");
    }
  }

  @Test
  void find_whenNothingIsThere_isEmpty() {
    try (IsoImage iso = sample(Layout.DEBIAN)) {
      assertThat(iso.find("/no/such/file")).isEmpty();
      assertThat(iso.find("/.disk/info/below-a-file")).isEmpty();
      assertThat(iso.find("/")).get().extracting(IsoEntry::kind).isEqualTo(IsoEntry.Kind.DIRECTORY);
    }
  }

  @Test
  void get_whenNothingIsThere_namesPathAndImage() {
    try (IsoImage iso = sample(Layout.DEBIAN)) {
      assertThatThrownBy(() -> iso.get("/no/such"))
          .isInstanceOf(NotFoundException.class)
          .hasMessageContaining("/no/such")
          .hasMessageContaining(iso.file().toString());
    }
  }

  @Test
  void read_whenThePathIsAFolderALinkOrNoPath_isRefused() {
    try (IsoImage iso = sample(Layout.DEBIAN)) {
      assertThatThrownBy(() -> iso.read("/isolinux")).isInstanceOf(InvalidSpecException.class);
      assertThatThrownBy(() -> iso.read("/dists/stable")).isInstanceOf(InvalidSpecException.class);
      assertThatThrownBy(() -> iso.read("/a/../b")).isInstanceOf(InvalidSpecException.class);
      assertThatThrownBy(() -> iso.list("/README.txt")).isInstanceOf(InvalidSpecException.class);
    }
  }

  @Test
  void open_whenThereIsNoSuchFile_saysSo() {
    assertThatThrownBy(() -> IsoImage.open(folder.resolve("none.iso")))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("none.iso");
  }
}
