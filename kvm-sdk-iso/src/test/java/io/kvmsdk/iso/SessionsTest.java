package io.kvmsdk.iso;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.iso.error.IsoFormatException;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.testkit.fixture.InstallerFixtures;
import io.kvmsdk.testkit.fixture.InstallerFixtures.Layout;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images that were written in several goes, and images longer or shorter than their volume. */
@RequiresIsoTools
class SessionsTest {
  @TempDir Path folder;
  private Path tree;
  private Path iso;

  @BeforeEach
  void makeATree() throws IOException {
    tree = Files.createDirectory(folder.resolve("tree"));
    iso = folder.resolve("made.iso");
    Discs.put(tree, "one", "1");
  }

  /** Three sessions by xorriso: one file, one more, the first gone. */
  private void grow() throws IOException {
    Discs.xorriso("-outdev " + iso + " -volid FIRST -map " + tree + " / -commit");
    Discs.put(tree, "two", "2".repeat(100_000));
    Discs.xorriso("-dev " + iso + " -volid SECOND -map " + tree + "/two /two -commit");
    Discs.xorriso("-dev " + iso + " -volid THIRD -rm /one -- -commit");
  }

  /** A first session, and one that mkisofs was told to put at {@code start}. */
  private void burn(long start) throws IOException {
    Discs.mkisofs(iso, tree, "genisoimage -R -V FIRST");
    Path second = Files.createDirectory(folder.resolve("second"));
    Discs.put(second, "two", "2");
    Path session = folder.resolve("session.iso");
    Discs.mkisofs(session, second, "genisoimage -R -V SECOND -C 0," + start + " -M " + iso);
    try (RandomAccessFile file = new RandomAccessFile(iso.toFile(), "rw")) {
      file.setLength(start * 2048);
    }
    Files.write(iso, Files.readAllBytes(session), StandardOpenOption.APPEND);
  }

  private static List<String> names(IsoImage image) {
    return image.walk().map(IsoEntry::name).toList();
  }

  @Test
  void sessions_whenXorrisoHasGrownTheImage_areThoseOfItsToc() throws IOException {
    grow();

    try (IsoImage image = IsoImage.open(iso)) {
      List<String> toc =
          Arrays.stream(Tool.run("xorriso", "-indev", iso, "-toc").orFail().output().split("\n"))
              .filter(l -> l.startsWith("ISO session"))
              .map(l -> l.replaceFirst("ISO session +: +", "").replaceAll("[s ]*,[s ]*", " "))
              .toList();
      assertThat(image.sessions())
          .extracting(
              s ->
                  String.join(
                      " ",
                      String.valueOf(s.number()),
                      String.valueOf(s.startBlock()),
                      String.valueOf(s.size().bytes() / 2048),
                      s.volumeId()))
          .containsExactlyElementsOf(toc)
          .hasSize(3);
      assertThat(image.volumeId()).isEqualTo("THIRD");
      assertThat(names(image)).containsExactly("two");
    }
  }

  @Test
  void openSession_whenXorrisoHasGrownTheImage_showsTheStateOfThen() throws IOException {
    grow();

    for (int number = 1; number <= 3; number++) {
      try (IsoImage image = IsoImage.openSession(iso, number)) {
        long start = image.sessions().get(number - 1).startBlock();
        String theirs =
            Tool.run(
                    "xorriso",
                    "-report_about",
                    "FATAL",
                    "-load",
                    "sbsector",
                    start,
                    "-indev",
                    iso,
                    "-find",
                    "/",
                    "-type",
                    "f")
                .orFail()
                .output();
        assertThat(names(image))
            .containsExactlyInAnyOrderElementsOf(
                Arrays.stream(theirs.split("\n"))
                    .filter(l -> l.startsWith("'/"))
                    .map(l -> l.replaceAll("['/]", ""))
                    .toList());
      }
    }
    try (IsoImage image = IsoImage.openSession(iso, 1)) {
      assertThat(image.readText("/one")).isEqualTo("1");
      assertThat(image.volumeId()).isEqualTo("FIRST");
    }
  }

  /** A file of blocks is what is left of a CD: nothing but the descriptors tells of the second. */
  @ParameterizedTest
  @ValueSource(longs = {176, 320, 11_578})
  void open_whenSessionsFollowEachOther_showsTheNewest(long start) throws IOException {
    burn(start);

    try (IsoImage image = IsoImage.open(iso)) {
      assertThat(image.sessions())
          .extracting(IsoSession::startBlock, IsoSession::volumeId)
          .containsExactly(tuple(0L, "FIRST"), tuple(start, "SECOND"));
      assertThat(names(image)).containsExactlyInAnyOrder("one", "two");
      assertThat(image.readText("/two")).isEqualTo("2");
      assertThat(
              Tool.run("isoinfo", "-R", "-f", "-T", start, "-i", iso).orFail().output().split("\n"))
          .containsExactlyInAnyOrder("/one", "/two");
    }
    try (IsoImage image = IsoImage.openSession(iso, 1)) {
      assertThat(names(image)).containsExactly("one");
    }
  }

  @Test
  void patch_whenTheNewestSessionHasNoCopyOfItsDescriptors_isRefused() throws IOException {
    burn(320);

    assertThatThrownBy(() -> IsoRemaster.of(iso).add("/x", new byte[1]).patch())
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("session")
        .hasMessageContaining("sbsector 320");
  }

  @Test
  void openSession_whenThereIsNoSuch_tellsHowManyThereAre() throws IOException {
    grow();

    assertThatThrownBy(() -> IsoImage.openSession(iso, 4))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("has 3");
    assertThatThrownBy(() -> IsoImage.openSession(iso, 0)).isInstanceOf(NotFoundException.class);
  }

  @ParameterizedTest
  @EnumSource
  void sessions_whenAnInstallerIsRead_areOne(Layout layout) {
    try (IsoImage image = IsoImage.open(InstallerFixtures.sampleIso(layout, 20))) {
      assertThat(image.sessions()).hasSize(1);
      assertThat(image.sessions().get(0).startBlock()).isZero();
      assertThat(image.sessions().get(0).volumeId()).isEqualTo(image.volumeId());
    }
  }

  @Test
  void open_whenAnImageLiesBehindTheVolume_doesNotTakeItForASession() throws IOException {
    Discs.mkisofs(iso, tree, "genisoimage -R -V OUTER");
    Path other = folder.resolve("other.iso");
    Discs.put(tree, "two", "2");
    Discs.mkisofs(other, tree, "genisoimage -R -V INNER");
    Files.write(iso, Files.readAllBytes(other), StandardOpenOption.APPEND);

    try (IsoImage image = IsoImage.open(iso)) {
      assertThat(image.sessions()).hasSize(1);
      assertThat(image.volumeId()).isEqualTo("OUTER");
      assertThat(names(image)).containsExactly("one");
    }
  }

  @Test
  void open_whenPaddingFollowsTheVolume_readsIt() throws IOException {
    Discs.mkisofs(iso, tree, "genisoimage -R");
    try (RandomAccessFile file = new RandomAccessFile(iso.toFile(), "rw")) {
      file.setLength(file.length() + 12_345);
    }

    try (IsoImage image = IsoImage.open(iso)) {
      assertThat(image.readText("/one")).isEqualTo("1");
      assertThat(image.findings()).isEmpty();
    }
  }

  /** mkisofs counts its 150 blocks of padding as volume; not every copy has them. */
  @Test
  void open_whenOnlyPaddingIsMissing_readsItAndSaysSo() throws IOException {
    Discs.mkisofs(iso, tree, "genisoimage -R");
    cut(149);

    try (IsoImage image = IsoImage.open(iso)) {
      assertThat(image.readText("/one")).isEqualTo("1");
      assertThat(image.findings()).extracting(IsoFinding::clause).containsExactly("ECMA-119 8.4.8");
    }
    Path remastered = folder.resolve("new.iso");
    Judges.written(IsoRemaster.of(iso).add("/two", new byte[] {'2'}).patch(), remastered);
    assertThat(Judges.paths(remastered, "-R")).containsExactly("/one", "/two");
  }

  @Test
  void open_whenDataIsMissing_isRefused() throws IOException {
    Discs.mkisofs(iso, tree, "genisoimage -R");
    cut(151);

    assertThatThrownBy(() -> IsoImage.open(iso))
        .isInstanceOf(IsoFormatException.class)
        .hasMessageContaining("cut short")
        .hasMessageContaining("ECMA-119 8.4.8");
  }

  private void cut(int blocks) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(iso.toFile(), "rw")) {
      file.setLength(file.length() - blocks * 2048L);
    }
  }
}
