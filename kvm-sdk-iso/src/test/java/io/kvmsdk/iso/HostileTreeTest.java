package io.kvmsdk.iso;

import static io.kvmsdk.iso.Faults.PVD;
import static io.kvmsdk.iso.Faults.assertRefused;
import static io.kvmsdk.iso.Faults.broken;
import static io.kvmsdk.iso.Faults.extent;
import static io.kvmsdk.iso.Faults.putBoth32;
import static io.kvmsdk.iso.Faults.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.iso.error.IsoFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders that lead back, too deep, or to names that no file can have. */
@RequiresIsoTools
@Timeout(180)
class HostileTreeTest {
  private static final byte[] CALLED_D = {'N', 'M', 6, 1, 0, 'd'};

  @TempDir Path folder;
  private Path tree;
  private Path iso;

  @BeforeEach
  void nameTheFiles() throws IOException {
    tree = Files.createDirectory(folder.resolve("tree"));
    iso = folder.resolve("sound.iso");
  }

  private static void assertFilesWalkIsRefused(Path image, String problem) throws IOException {
    try (FileSystem fs = FileSystems.newFileSystem(image);
        Stream<Path> walk = Files.walk(fs.getPath("/"))) {
      assertThatThrownBy(walk::count).hasMessageContaining(problem);
    }
  }

  /** CL entries that lead to the root, and to the folder that holds them. */
  @Test
  void walk_whenARelocatedFolderPointsUp_isRefused() throws IOException {
    Discs.put(tree, "1/2/3/4/5/6/7/8/9/10/file", "deep");
    Discs.mkisofs(iso, tree, "genisoimage -R");
    int cl = indexOf(Discs.bytes(iso), "CL\f\1");

    for (int up : List.of(0, 1)) {
      Path hostile =
          broken(
              iso,
              b -> {
                int root = Faults.root(b, PVD);
                int target = up == 0 ? root : extent(b, record(b, root, "1"));
                putBoth32(b, cl + 4, target / 2048);
              });
      assertRefused(hostile, "ECMA-119 6.8.2");
      assertFilesWalkIsRefused(hostile, "ECMA-119 6.8.2");
      assertThatThrownBy(
              () ->
                  IsoRemaster.of(hostile).add("/1/2/3/4/5/6/7/8/new", new byte[1]).patch().notes())
          .isInstanceOf(IsoFormatException.class)
          .hasMessageContaining("ECMA-119 6.8.2");
    }
  }

  private static int indexOf(byte[] bytes, String ascii) {
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(ascii);
    assertThat(at).isPositive();
    return at;
  }

  /** Paths may be far deeper than the stack of a thread. */
  @ParameterizedTest
  @ValueSource(strings = {"-R -J", "-J"})
  void patch_whenAFolderIsVeryDeep_needsNoStackForIt(String trees) throws Exception {
    String deep = "/d".repeat(5_000);
    Discs.put(tree, "file", "x");
    Discs.mkisofs(iso, tree, "genisoimage " + trees);
    Path original = folder.resolve("deep.iso");
    Path made = folder.resolve("new.iso");
    onSmallStack(() -> IsoRemaster.of(iso).addText(deep + "/old", "x").patch().writeIso(original));

    onSmallStack(
        () ->
            IsoRemaster.of(original)
                .replaceText(deep + "/old", "replaced")
                .addText(deep + "/new", "added")
                .rename(deep + "/old", deep + "/renamed")
                .addLink(deep + "/link", "new")
                .touch(deep, Instant.EPOCH)
                .patch()
                .writeIso(made));

    for (IsoTree names : List.of(IsoTree.ROCK_RIDGE, IsoTree.JOLIET)) {
      if (trees.contains(names == IsoTree.JOLIET ? "-J" : "-R")) {
        try (IsoImage image = IsoImage.open(made, names)) {
          assertThat(image.readText(deep + "/renamed")).isEqualTo("replaced");
          assertThat(image.readText(deep + "/new")).isEqualTo("added");
        }
      }
    }
  }

  private static void onSmallStack(Runnable job) throws InterruptedException {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread thread = new Thread(null, job, "small stack", 256 << 10);
    thread.setUncaughtExceptionHandler((t, e) -> thrown.set(e));
    thread.start();
    thread.join();
    assertThat(thrown.get()).isNull();
  }

  /** Each folder calls the other its parent; only the way down counts. */
  @Test
  void patch_whenParentsRunInACircle_addsWhereThePathLeads() throws IOException {
    Discs.put(tree, "a/b/file", "x");
    Discs.mkisofs(iso, tree, "genisoimage -R -J");
    Path hostile =
        broken(
            iso,
            bytes -> {
              int a = extent(bytes, record(bytes, Faults.root(bytes, PVD), "A"));
              int b = extent(bytes, record(bytes, a, "B"));
              putBoth32(bytes, a + (bytes.get(a) & 0xff) + 2, b / 2048);
              putBoth32(bytes, b + (bytes.get(b) & 0xff) + 2, a / 2048);
            });
    Path made = folder.resolve("new.iso");

    IsoRemaster.of(hostile).add("/a/b/new/file", new byte[1]).patch().writeIso(made);

    for (String names : List.of("-R", "-J")) {
      assertThat(Judges.paths(made, names))
          .containsExactlyInAnyOrder("/a", "/a/b", "/a/b/file", "/a/b/new", "/a/b/new/file");
    }
  }

  /** The way up from a relocated folder that outgrows its place ends nowhere. */
  @Test
  void patch_whenTheParentsOfARelocatedFolderRunInACircle_isRefused() throws IOException {
    Discs.put(tree, "1/2/3/4/5/6/7/8/9/10/file", "deep");
    Discs.mkisofs(iso, tree, "genisoimage -R");
    Path hostile =
        broken(
            iso,
            b -> {
              int home = extent(b, record(b, Faults.root(b, PVD), "RR_MOVED"));
              putBoth32(b, home + (b.get(home) & 0xff) + 2, home / 2048);
            });
    IsoRemaster remaster = IsoRemaster.of(hostile);
    for (int i = 0; i < 40; i++) {
      remaster.add("/1/2/3/4/5/6/7/8/new" + i, new byte[1]);
    }

    assertThatThrownBy(remaster::patch)
        .isInstanceOf(IsoFormatException.class)
        .hasMessageFindingMatch("ECMA-119 6.8.2.2|RRIP 4.1.5");
  }

  /** A folder's second block taken for a folder: one record is then met at two places. */
  @Test
  void walk_whenAFolderLiesInsideOfAnother_isRefused() throws IOException {
    IsoBuilder builder = IsoBuilder.labelled("inside");
    for (int i = 10; i < 50; i++) {
      builder.add("/file" + i + "n".repeat(90), new byte[1]);
    }
    builder.write(iso);

    Path hostile =
        broken(
            iso,
            b -> {
              int second = Faults.root(b, PVD) + 2048;
              b.put(second, new byte[2048]);
              putFolder(b, second, 0, second, "x");
              putFolder(b, second + 44, 1, second, "y");
              putFolder(b, second + 88, 'D', second, "d");
              b.put(second + 25, (byte) 0).put(second + 44 + 25, (byte) 0);
            });

    assertRefused(hostile, "ECMA-119 6.8.2");
    assertFilesWalkIsRefused(hostile, "ECMA-119 6.8.2");
  }

  /** A record of 44 bytes for a folder of one block. */
  private static void putFolder(ByteBuffer b, int at, int identifier, int extent, String name) {
    b.put(at, (byte) 44).put(at + 25, (byte) 2).put(at + 28, (byte) 1).put(at + 31, (byte) 1);
    putBoth32(b, at + 2, extent / 2048);
    putBoth32(b, at + 10, 2048);
    b.put(at + 32, (byte) 1).put(at + 33, (byte) identifier).put(at + 34, CALLED_D);
    b.put(at + 39, (byte) name.charAt(0));
  }

  /** Nothing recurses. */
  @Test
  void anything_whenFoldersAreThousandsDeep_needsNoStack() throws Exception {
    String deep = "/d".repeat(5000);
    Thread small =
        new Thread(
            null,
            () -> {
              IsoBuilder.labelled("deep").add(deep + "/file", new byte[7]).write(iso);
              try (IsoImage image = IsoImage.open(iso)) {
                assertThat(image.walk().count()).isEqualTo(5001);
                assertThat(image.glob("/d/**/file").count()).isEqualTo(1);
                assertThat(image.get(deep + "/file").size()).isEqualTo(7);
                assertThat(image.findings()).isEmpty();
              }
              Path made = folder.resolve("new.iso");
              IsoRemaster.of(iso).add("/d/d/d/new", new byte[1]).patch().writeIso(made);
              try (IsoImage image = IsoImage.open(made)) {
                assertThat(image.walk().count()).isEqualTo(5002);
              }
            },
            "kvmsdk-small-stack",
            256 << 10);
    Throwable[] failure = new Throwable[1];
    small.setUncaughtExceptionHandler((thread, e) -> failure[0] = e);
    small.start();
    small.join();

    assertThat(failure[0]).isNull();
  }

  /** Names of 200 letters, 500 deep: each path has all those above it. */
  @Test
  void walk_whenPathsAreLongerThanAnySystemAllows_isRefused() {
    IsoBuilder.labelled("long").add(("/" + "n".repeat(200)).repeat(500), new byte[1]).write(iso);

    assertRefused(iso, "ECMA-119 6.8.2.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/bb", "a\0bb", "..", "."})
  void walk_whenAJolietNameLeadsElsewhere_isRefused(String name) throws IOException {
    Discs.put(tree, "x".repeat(name.length()), "x");
    Discs.mkisofs(iso, tree, "genisoimage -J");
    assertNameRefused(IsoTree.JOLIET, "x".repeat(name.length()), name, StandardCharsets.UTF_16BE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"A/BB", "A\0BB", ".."})
  void walk_whenAPlainNameLeadsElsewhere_isRefused(String name) throws IOException {
    Discs.put(tree, "x".repeat(name.length()) + "/file", "x");
    Discs.mkisofs(iso, tree, "genisoimage");
    String recorded = "X".repeat(name.length());
    assertNameRefused(IsoTree.PLAIN, recorded, name, StandardCharsets.US_ASCII);
  }

  private void assertNameRefused(IsoTree shown, String old, String name, Charset charset)
      throws IOException {
    Path hostile =
        broken(
            iso,
            b -> {
              int root = Faults.root(b, shown == IsoTree.JOLIET ? PVD + 2048 : PVD);
              String recorded = new String(old.getBytes(charset), StandardCharsets.ISO_8859_1);
              b.put(record(b, root, recorded) + 33, name.getBytes(charset));
            });
    try (IsoImage image = IsoImage.open(hostile, shown)) {
      assertThatThrownBy(() -> image.list("/"))
          .isInstanceOf(IsoFormatException.class)
          .hasMessageContaining("ECMA-119 9.1.11");
    }
    assertThatThrownBy(() -> IsoRemaster.of(hostile).add("/y", new byte[1]).patch())
        .isInstanceOf(IsoFormatException.class);
  }

  /** A path table that knows nothing of the tree. */
  @Test
  void patch_whenThePathTableDisagreesWithTheTree_saysSo() throws IOException {
    Discs.put(tree, "a/b/file", "x");
    Discs.mkisofs(iso, tree, "genisoimage -R");
    Path hostile =
        broken(
            iso,
            b -> {
              int second = b.getInt(PVD + 140) * 2048 + 10;
              b.putInt(second + 2, b.getInt(second + 2) + 100);
            });

    try (IsoImage image = IsoImage.open(hostile)) {
      assertThat(image.walk().map(IsoEntry::path)).containsExactly("/a", "/a/b", "/a/b/file");
      assertThat(image.findings()).extracting(IsoFinding::clause).containsExactly("ECMA-119 6.9");
    }
    assertThatThrownBy(() -> IsoRemaster.of(hostile).add("/a/new/file", new byte[1]).patch())
        .isInstanceOf(IsoFormatException.class)
        .hasMessageContaining("ECMA-119 6.9");
  }

  /** More like names than three digits to the base of 36 can tell apart. */
  @Test
  void add_whenMoreThan46656NamesAreMangledAlike_takesNoLongerThanOthers() throws IOException {
    Discs.put(tree, "file", "x");
    Discs.mkisofs(iso, tree, "genisoimage -R -J -joliet-long");
    Path made = folder.resolve("new.iso");
    IsoRemaster remaster = IsoRemaster.of(iso);
    String alike = "n".repeat(110);
    for (int i = 0; i < 46_700; i++) {
      remaster.add("/many/" + alike + i, new byte[0]);
    }

    remaster.patch().writeIso(made);

    assertThat(Judges.paths(made, "-R")).hasSize(46_702);
    assertThat(Judges.paths(made, "-J")).hasSize(46_702);
  }
}
