package io.kvmsdk.iso;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.iso.error.IsoFormatException;
import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and attributes as the writers of Rock Ridge spell them. */
@RequiresIsoTools
class RockRidgeTest {
  @TempDir Path folder;
  private Path tree;
  private Path iso;

  @BeforeEach
  void makeATree() throws IOException {
    tree = Files.createDirectory(folder.resolve("tree"));
    iso = folder.resolve("made.iso");
  }

  /** Mode, links, owner and group, as bsdtar lists them; it makes up the links of folders. */
  private static List<String> attributes(Path iso) {
    return Arrays.stream(Tool.run("bsdtar", "-tvf", iso).orFail().output().split("\n"))
        .filter(l -> !l.endsWith(" ."))
        .map(l -> l.replaceFirst(" link to .*", " linked").split(" +"))
        .map(w -> String.join(" ", w[0], w[0].startsWith("d") ? "?" : w[1], w[2], w[3]))
        .sorted()
        .toList();
  }

  private static String attributes(IsoEntry e) {
    String links = e.kind() == IsoEntry.Kind.DIRECTORY ? "?" : String.valueOf(e.links());
    return String.join(" ", letters(e), links, String.valueOf(e.uid()), String.valueOf(e.gid()));
  }

  private static String letters(IsoEntry e) {
    StringBuilder letters = new StringBuilder();
    letters.append(
        switch (e.mode() >> 12) {
          case 1 -> 'p';
          case 2 -> 'c';
          case 4 -> 'd';
          case 6 -> 'b';
          case 10 -> 'l';
          default -> '-';
        });
    for (int bit = 8; bit >= 0; bit--) {
      letters.append((e.mode() >> bit & 1) == 1 ? "xwr".charAt(bit % 3) : '-');
    }
    return letters.toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "genisoimage -R",
        "genisoimage -r",
        "xorrisofs -R",
        "xorrisofs -R -uid 70000 -gid 9"
      })
  void walk_whenThereAreOwnersAndHardLinks_agreesWithBsdtar(String command) throws IOException {
    Discs.put(tree, "d/file", "x");
    Files.createLink(tree.resolve("another"), tree.resolve("d/file"));
    Tool.run("chmod", "741", tree.resolve("d/file")).orFail();
    Tool.run("chmod", "750", tree.resolve("d")).orFail();
    Files.createSymbolicLink(tree.resolve("link"), Path.of("d/file"));
    Discs.mkisofs(iso, tree, command);

    try (IsoImage image = IsoImage.open(iso)) {
      assertThat(image.walk().map(RockRidgeTest::attributes).sorted().toList())
          .isEqualTo(attributes(iso));
      assertThat(image.get("/another").block()).isEqualTo(image.get("/d/file").block());
    }
  }

  /** libarchive writes RRIP 1.12, with serial numbers, and times in the TF of its own kind. */
  @Test
  void walk_whenLibarchiveHasWrittenDevices_agreesWithItsMtree() throws IOException {
    Path mtree = folder.resolve("mtree");
    Files.writeString(
        mtree,
        """
        #mtree
        ./null type=char device=native,1,3 mode=0666 uid=3 gid=4 time=1000000000.0
        ./disk type=block device=native,300,70000 mode=0640 uid=0 gid=6 time=1000000001.0
        ./pipe type=fifo mode=0600 uid=1 gid=2 time=1000000002.0
        ./dir type=dir mode=0755 uid=70000 gid=1234 time=1000000003.0
        ./link type=link link=null mode=0777 uid=5 gid=6 time=1000000004.0
        """);
    Tool.runIn(tree, "bsdtar", "--format=iso9660", "-cf", iso, "@" + mtree).orFail();

    try (IsoImage image = IsoImage.open(iso)) {
      assertThat(image.walk())
          .extracting(
              IsoEntry::path,
              IsoEntry::kind,
              IsoEntry::uid,
              IsoEntry::gid,
              IsoEntry::deviceMajor,
              IsoEntry::deviceMinor,
              e -> e.modified().getEpochSecond() - 1_000_000_000)
          .containsExactlyInAnyOrder(
              tuple("/null", IsoEntry.Kind.OTHER, 3L, 4L, 1, 3, 0L),
              tuple("/disk", IsoEntry.Kind.OTHER, 0L, 6L, 300, 70000, 1L),
              tuple("/pipe", IsoEntry.Kind.OTHER, 1L, 2L, 0, 0, 2L),
              tuple("/dir", IsoEntry.Kind.DIRECTORY, 70000L, 1234L, 0, 0, 3L),
              tuple("/link", IsoEntry.Kind.LINK, 5L, 6L, 0, 0, 4L));
      assertThat(image.get("/link").linkTarget()).isEqualTo("null");
    }
  }

  /** genisoimage records major and minor apart, xorriso Linux's dev_t in one number. */
  @ParameterizedTest
  @ValueSource(strings = {"genisoimage -R", "xorrisofs -R"})
  void walk_whenThereAreDevices_showsTheirNumbers(String command) {
    assumeTrue(Tool.run("mknod", tree.resolve("null"), "c", 1, 3).exit() == 0, "mknod needs root");
    Tool.run("mknod", tree.resolve("disk"), "b", 300, 70000).orFail();
    Discs.mkisofs(iso, tree, command);

    try (IsoImage image = IsoImage.open(iso)) {
      assertThat(image.walk())
          .extracting(IsoEntry::path, IsoEntry::deviceMajor, IsoEntry::deviceMinor)
          .containsExactlyInAnyOrder(tuple("/null", 1, 3), tuple("/disk", 300, 70000));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"genisoimage -R", "xorrisofs -R"})
  void walk_whenNamesAndTargetsNeedSeveralEntries_readsThemWhole(String command)
      throws IOException {
    String name = "n".repeat(240) + "ö";
    String target = "../" + "t".repeat(99) + "/./" + ("u".repeat(44) + "/").repeat(5) + "v";
    Discs.put(tree, name, "long");
    Files.createSymbolicLink(tree.resolve("relative"), Path.of(target));
    Files.createSymbolicLink(tree.resolve("absolute"), Path.of("/" + "w".repeat(200) + "/x"));
    Files.createSymbolicLink(tree.resolve("root"), Path.of("/"));
    Files.createSymbolicLink(tree.resolve("parent"), Path.of("../.."));
    Discs.mkisofs(iso, tree, command);

    try (IsoImage image = IsoImage.open(iso)) {
      assertThat(image.readText("/" + name)).isEqualTo("long");
      assertThat(image.get("/relative").linkTarget()).isEqualTo(target);
      assertThat(image.get("/absolute").linkTarget()).isEqualTo("/" + "w".repeat(200) + "/x");
      assertThat(image.get("/root").linkTarget()).isEqualTo("/");
      assertThat(image.get("/parent").linkTarget()).isEqualTo("../..");
    }
  }

  /** genisoimage spoils what is longer than 400 bytes: isoinfo, its own reader, then complains. */
  @Test
  void walk_whenATargetIsAsLongAsXorrisoAllows_readsItWhole() throws IOException {
    String target = ("u".repeat(254) + "/").repeat(3) + "v".repeat(255);
    Files.createSymbolicLink(tree.resolve("link"), Path.of(target));
    Discs.mkisofs(iso, tree, "xorrisofs -R");

    try (IsoImage image = IsoImage.open(iso)) {
      assertThat(image.get("/link").linkTarget()).isEqualTo(target);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-compliance clear", "-compliance new_rr"})
  void walk_whenXorrisoWritesEitherVersion_readsTheTimes(String compliance) throws IOException {
    Discs.put(tree, "file", "x");
    Instant time = Instant.parse("1999-12-31T23:59:58Z");
    Files.setLastModifiedTime(tree.resolve("file"), FileTime.from(time));
    Discs.xorriso(compliance + " -outdev " + iso + " -map " + tree + " / -commit");

    try (IsoImage image = IsoImage.open(iso)) {
      assertThat(image.get("/file").modified()).isEqualTo(time);
    }
  }

  /** No writer of today makes the long form; so one of the short form is made into it. */
  @Test
  void walk_whenTimesHaveTheLongForm_readsThem() throws IOException {
    Discs.put(tree, "file", "x");
    Discs.mkisofs(iso, tree, "genisoimage -R");
    int tf = Discs.entry(iso, "FILE.;1", "TF");
    int length = Discs.bytes(iso)[tf + 2];
    assertThat(length).isEqualTo(5 + 3 * 7);
    Discs.write(iso, tf + 4, 0x82);
    byte[] digits = "2001020304050607".getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < digits.length; i++) {
      Discs.write(iso, tf + 5 + i, digits[i]);
    }
    Discs.write(iso, tf + 5 + 16, 4);

    try (IsoImage image = IsoImage.open(iso)) {
      assertThat(image.get("/file").modified()).isEqualTo("2001-02-03T03:05:06Z");
    }
    assertThat(Tool.run("bsdtar", "-tvf", iso).orFail().output()).contains(" 2001 file");
  }

  /** FreeBSD's makefs has written such. */
  @Test
  void walk_whenTheTimesAreFewerThanTheirFlags_fallsBackToTheRecord() throws IOException {
    Discs.put(tree, "file", "x");
    Files.setLastModifiedTime(
        tree.resolve("file"), FileTime.from(Instant.parse("1999-12-31T23:59:58Z")));
    Discs.mkisofs(iso, tree, "genisoimage -R");
    int tf = Discs.entry(iso, "FILE.;1", "TF");
    Discs.write(iso, tf + 4, 0x82);

    try (IsoImage image = IsoImage.open(iso)) {
      assertThat(image.get("/file").modified()).isEqualTo("1999-12-31T23:59:58Z");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "genisoimage -R",
        "genisoimage -R -hide-rr-moved",
        "xorrisofs -R -rr_reloc_dir /m"
      })
  void walk_whenFoldersAreRelocated_agreesWithXorriso(String command) throws IOException {
    Discs.put(tree, "1/2/3/4/5/6/7/8/9/10/file", "deep");
    Discs.put(tree, "1/2/3/4/5/6/7/other/9/10/file", "as deep");
    Discs.mkisofs(iso, tree, command);

    try (IsoImage image = IsoImage.open(iso)) {
      assertThat(image.walk().map(e -> "'" + e.path() + "'").toList())
          .containsExactlyInAnyOrderElementsOf(
              Judges.listing(iso).stream()
                  .map(l -> l.substring(l.indexOf('\'')))
                  .filter(p -> !p.equals("'/'"))
                  .toList());
      assertThat(image.readText("/1/2/3/4/5/6/7/other/9/10/file")).isEqualTo("as deep");
    }
  }

  /** The pieces of a long target become those of a name. */
  @Test
  void walk_whenANameGoesOnAndOn_isRefused() throws IOException {
    String target = ("u".repeat(254) + "/").repeat(3) + "v".repeat(255);
    Files.createSymbolicLink(tree.resolve("link"), Path.of(target));
    Discs.mkisofs(iso, tree, "xorrisofs -R");
    Discs.write(iso, Discs.entry(iso, "LINK.;1", "NM") + 4, 1);
    byte[] bytes = Discs.bytes(iso);
    for (int at = 16 * 2048; at < bytes.length - 4; at++) {
      if (bytes[at] == 'S' && bytes[at + 1] == 'L' && bytes[at + 3] == 1) {
        Discs.write(iso, at, 'N', 'M');
      }
    }

    try (IsoImage image = IsoImage.open(iso)) {
      assertThatThrownBy(() -> image.list("/"))
          .isInstanceOf(IsoFormatException.class)
          .hasMessageContaining("RRIP 4.1.4");
    }
  }

  /** Entries called so have no name of their own (RRIP 4.1.4): the recorded one is left. */
  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void walk_whenANameIsFlaggedAsThatOfTheFolderOrItsParent_takesTheRecorded(int flag)
      throws IOException {
    Discs.put(tree, "file", "x");
    Discs.mkisofs(iso, tree, "genisoimage -R");
    Discs.write(iso, Discs.entry(iso, "FILE.;1", "NM") + 4, flag);

    try (IsoImage image = IsoImage.open(iso)) {
      assertThat(image.walk().map(IsoEntry::path)).containsExactly("/FILE");
    }
  }

  /** Nobody writes them; TF has the form that SF would need. */
  @Test
  void read_whenAFileIsSparse_isRefused() throws IOException {
    Discs.put(tree, "file", "x");
    Discs.mkisofs(iso, tree, "genisoimage -R");
    Discs.write(iso, Discs.entry(iso, "FILE.;1", "TF"), 'S');

    try (IsoImage image = IsoImage.open(iso)) {
      assertThat(image.walk().map(IsoEntry::path)).containsExactly("/file");
      assertThatThrownBy(() -> image.read("/file"))
          .isInstanceOf(UnsupportedException.class)
          .hasMessageContaining("RRIP 4.1.7");
    }
  }
}
