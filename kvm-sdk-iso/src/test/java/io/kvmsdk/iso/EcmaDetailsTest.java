package io.kvmsdk.iso;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.testkit.fixture.InstallerFixtures;
import io.kvmsdk.testkit.fixture.InstallerFixtures.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What ECMA-119 allows and hardly anyone writes. Where no writer does, bytes are changed. */
@RequiresIsoTools
class EcmaDetailsTest {
  private static final int PVD = 16 * 2048;

  @TempDir Path folder;
  private Path tree;
  private Path iso;

  @BeforeEach
  void makeADisc() throws IOException {
    tree = Files.createDirectory(folder.resolve("tree"));
    iso = folder.resolve("made.iso");
    Discs.put(tree, "file", "content");
    Discs.put(tree, "other", "other content");
    Discs.mkisofs(iso, tree, "genisoimage");
  }

  private void putBoth32(long at, int value) throws IOException {
    int[] b = {value & 0xff, value >> 8 & 0xff, value >> 16 & 0xff, value >>> 24};
    Discs.write(iso, at, b[0], b[1], b[2], b[3], b[3], b[2], b[1], b[0]);
  }

  private String bsdtar(String path) {
    return Tool.run("bsdtar", "-xOf", iso, path).orFail().output();
  }

  /**
   * ECMA-119 9.1.3: the extent begins with it. Linux skips it; bsdtar, xorriso and isoinfo do not.
   */
  @Test
  void read_whenAnExtendedAttributeRecordComesFirst_skipsIt() throws IOException {
    int record = Discs.record(iso, "FILE.;1");
    long contentBlock;
    try (IsoImage image = IsoImage.open(iso)) {
      contentBlock = image.get("/file").block();
    }
    putBoth32(record + 2, (int) contentBlock - 1);
    Discs.write(iso, record + 1, 1);

    try (IsoImage image = IsoImage.open(iso)) {
      assertThat(image.readText("/file")).isEqualTo("content");
      assertThat(image.extents("/file")).containsExactly(new IsoExtent(contentBlock, 7));
    }
  }

  @Test
  void read_whenAFileIsInterleaved_isRefused() throws IOException {
    Discs.write(iso, Discs.record(iso, "FILE.;1") + 26, 1, 1);

    try (IsoImage image = IsoImage.open(iso)) {
      assertThat(image.get("/file").size()).isEqualTo(7);
      assertThatThrownBy(() -> image.read("/file"))
          .isInstanceOf(UnsupportedException.class)
          .hasMessageContaining("ECMA-119 9.1.7");
      assertThat(image.readText("/other")).isEqualTo("other content");
    }
  }

  @Test
  void read_whenAFileIsOnAnotherVolume_isRefused() throws IOException {
    Discs.write(iso, PVD + 120, 2, 0, 0, 2);
    Discs.write(iso, Discs.record(iso, "FILE.;1") + 28, 2, 0, 0, 2);

    try (IsoImage image = IsoImage.open(iso)) {
      assertThatThrownBy(() -> image.read("/file"))
          .isInstanceOf(UnsupportedException.class)
          .hasMessageContaining("volume 2")
          .hasMessageContaining("ECMA-119 9.1.9");
      assertThat(image.readText("/other")).isEqualTo("other content");
    }
  }

  @Test
  void walk_whenAFileHasAnAssociatedOne_hidesThat() throws IOException {
    Discs.write(iso, Discs.record(iso, "FILE.;1") + 25, 0x04);

    try (IsoImage image = IsoImage.open(iso)) {
      assertThat(image.walk().map(IsoEntry::path)).containsExactly("/OTHER");
    }
  }

  @Test
  void read_whenTheByteOrdersDisagree_takesTheLittleOneAndTells() throws IOException {
    int record = Discs.record(iso, "FILE.;1");
    Discs.write(iso, record + 10 + 4, 0, 0, 0, 99);
    Discs.write(iso, PVD + 84, 0, 0, 0, 1);

    try (IsoImage image = IsoImage.open(iso)) {
      assertThat(image.readText("/file")).isEqualTo("content").isEqualTo(bsdtar("FILE"));
      assertThat(image.findings())
          .extracting(IsoFinding::byteOffset, IsoFinding::clause)
          .containsExactly(
              tuple((long) PVD, "ECMA-119 7.3.3"), tuple((long) record, "ECMA-119 7.3.3"));
    }
  }

  @Test
  void findings_whenThePathTableForgetsAFolder_tell() throws IOException {
    Discs.put(tree, "folder/x", "x");
    Discs.mkisofs(iso, tree, "genisoimage");
    putBoth32(PVD + 132, 10);

    try (IsoImage image = IsoImage.open(iso)) {
      assertThat(image.findings()).extracting(IsoFinding::clause).containsExactly("ECMA-119 6.9");
    }
  }

  @ParameterizedTest
  @EnumSource
  void findings_whenAnInstallerIsSound_areNone(Layout layout) {
    try (IsoImage image = IsoImage.open(InstallerFixtures.sampleIso(layout, 20))) {
      assertThat(image.findings()).isEmpty();
    }
  }
}
