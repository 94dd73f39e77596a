package io.kvmsdk.iso;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.judge.Tool;
import io.kvmsdk.testkit.fixture.InstallerFixtures;
import io.kvmsdk.testkit.fixture.InstallerFixtures.Layout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real installers' layouts, remastered as for an unattended install, before real judges. */
@RequiresIsoTools
class RemasteredInstallerTest {
  @TempDir Path folder;

  private static IsoRemaster remaster(Path original) {
    return IsoRemaster.of(original)
        .add(
            "/preseed.cfg",
            "d-i debian-installer/locale string en_US\n".getBytes(StandardCharsets.UTF_8))
        .edit("/boot/grub/grub.cfg", text -> text.replace("timeout=", "timeout=1"));
  }

  private Path written(IsoPatch patch) {
    return Judges.written(patch, folder.resolve("new.iso"));
  }

  @ParameterizedTest
  @EnumSource
  void writeIso_keepsAllBootEquipmentButTheNewLength(Layout layout) {
    Path original = InstallerFixtures.sampleIso(layout, 20);

    Path iso = written(remaster(original).patch());

    List<String> gone = new ArrayList<>(Judges.bootReport(original));
    gone.removeAll(Judges.bootReport(iso));
    assertThat(gone)
        .allMatch(
            l ->
                l.startsWith("ISO image size/512")
                    || l.startsWith("GPT lba range")
                    || l.startsWith("MBR partition      :   1")
                    || l.startsWith(
                        layout == Layout.UBUNTU
                            ? "GPT start and size :   3"
                            : "GPT start and size :   1"));
    assertThat(Judges.bootReport(iso)).hasSameSizeAs(Judges.bootReport(original));
    assertThat(Judges.partitionFindings(iso)).isEqualTo(Judges.partitionFindings(original));
  }

  @ParameterizedTest
  @EnumSource
  void writeIso_changesNothingElseInTheTree(Layout layout) {
    Path original = InstallerFixtures.sampleIso(layout, 20);

    Path iso = written(remaster(original).patch());

    List<String> before = Judges.listing(original);
    List<String> after = Judges.listing(iso);
    assertThat(after.stream().filter(l -> !before.contains(l)).map(RemasteredInstallerTest::path))
        .containsExactlyInAnyOrderElementsOf(
            layout == Layout.RHEL
                ? List.of("/boot/grub/grub.cfg", "/preseed.cfg")
                : List.of("/boot/grub/grub.cfg", "/md5sum.txt", "/preseed.cfg"));
    assertThat(after).hasSize(before.size() + 1);
  }

  private static String path(String lsdl) {
    return lsdl.substring(lsdl.indexOf('\'') + 1, lsdl.lastIndexOf('\''));
  }

  @ParameterizedTest
  @EnumSource
  void writeIso_showsTheFileInEveryTree(Layout layout) {
    Path original = InstallerFixtures.sampleIso(layout, 20);

    Path iso = written(remaster(original).patch());

    for (String tree : layout == Layout.RHEL ? List.of("-R") : List.of("-R", "-J")) {
      Set<String> expected = Judges.paths(original, tree);
      expected.add("/preseed.cfg");
      assertThat(Judges.paths(iso, tree)).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @EnumSource
  void writeIso_canBeUnpackedAndVerified(Layout layout) throws IOException {
    Path iso = written(remaster(InstallerFixtures.sampleIso(layout, 20)).patch());

    Path tree = Judges.extract(iso, folder.resolve("tree"));

    assertThat(tree.resolve("preseed.cfg")).content().startsWith("d-i ");
    assertThat(tree.resolve("boot/grub/grub.cfg")).content().contains("timeout=13");
    if (layout != Layout.RHEL) {
      Judges.checkMd5Sums(tree);
      assertThat(tree.resolve("md5sum.txt")).content().endsWith("  ./preseed.cfg\n");
    }
  }

  @ParameterizedTest
  @EnumSource
  void writeOverlay_isSmallAndReadsAsTheFullImage(Layout layout) throws IOException {
    Path original = InstallerFixtures.sampleIso(layout, 20);
    IsoPatch patch = remaster(original).patch();
    Path overlay = folder.resolve("overlay.qcow2");

    patch.writeOverlay(overlay, original.toString());

    Judges.compareOverlay(overlay, written(patch));
    assertThat(Files.size(overlay)).isLessThanOrEqualTo(256 << 10);
    assertThat(patch.changedSectors()).isLessThan(32);
    assertThat(Tool.run("qemu-img", "info", overlay).orFail().output())
        .contains("backing file format: raw")
        .contains("cluster_size: 4096");
  }

  @Test
  void media_whenWritten_isTheOverlayOfTheOriginal() {
    Path original = InstallerFixtures.sampleIso(Layout.DEBIAN, 20);
    IsoPatch patch = remaster(original).patch();
    var media = patch.media("web-1");
    Path overlay = folder.resolve("overlay.qcow2");

    media.overlay().orElseThrow().write(overlay, original.toString());

    Judges.compareOverlay(overlay, written(patch));
    assertThat(media.length().bytes()).isEqualTo(patch.newLength());
    assertThat(media.original().length().bytes()).isEqualTo(patch.originalLength());
  }

  @Test
  void writeIso_whenRepeated_givesTheSameBytes() throws IOException {
    Path original = InstallerFixtures.sampleIso(Layout.DEBIAN, 20);
    Path first = folder.resolve("first.iso");

    remaster(original).patch().writeIso(first);

    assertThat(written(remaster(original).patch())).hasSameBinaryContentAs(first);
  }

  @Test
  void patch_whenNothingIsEdited_isEmpty() throws IOException {
    Path original = InstallerFixtures.sampleIso(Layout.DEBIAN, 20);

    IsoPatch patch = IsoRemaster.of(original).edit("/README.txt", text -> text).patch();

    assertThat(patch.changedSectors()).isZero();
    assertThat(patch.newLength()).isEqualTo(Files.size(original));
    assertThat(patch.notes()).isEmpty();
  }
}
