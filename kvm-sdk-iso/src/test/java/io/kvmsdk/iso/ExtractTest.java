package io.kvmsdk.iso;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.iso.error.IsoFormatException;
import io.kvmsdk.progress.Progress;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unpacking of small images, sound and hostile ones. */
class ExtractTest {
  private static final Instant TIME = Instant.parse("2024-07-03T09:46:40Z");

  @TempDir Path folder;
  private Path iso;
  private Path target;

  @BeforeEach
  void makeAnImage() throws IOException {
    iso = folder.resolve("sample.iso");
    target = folder.resolve("target");
    sample().write(iso);
  }

  private static IsoBuilder sample() {
    return IsoBuilder.labelled("SAMPLE")
        .time(TIME)
        .add("/dir/file", "content".getBytes(UTF_8))
        .add("/dir/sub/größe", "deep".getBytes(UTF_8))
        .add("/empty", new byte[0])
        .addFolder("/nothing")
        .addLink("/lnk", "../outside/dir");
  }

  private Extraction extract() {
    return extract(iso, ExtractOptions.DEFAULT);
  }

  private Extraction extract(Path image, ExtractOptions options) {
    try (IsoImage opened = IsoImage.open(image)) {
      return opened.extract("/", target, options, ProgressListener.NONE);
    }
  }

  /** What the test's folder holds, beside the images. */
  private List<String> leftovers() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(p -> p.getFileName().toString()).filter(n -> !n.endsWith(".iso")).toList();
    }
  }

  private static Path patched(Path image, String from, String to) throws IOException {
    String text = Files.readString(image, StandardCharsets.ISO_8859_1);
    assertThat(text).contains(from);
    return Files.writeString(
        image.resolveSibling("hostile.iso"), text.replace(from, to), StandardCharsets.ISO_8859_1);
  }

  /** The Rock Ridge entry NM of a name: its length is in it, so both names have the same. */
  private static String nm(String name) {
    return "NM" + (char) (5 + name.length()) + "\1\0" + name;
  }

  @Test
  void extract_makesTheWholeTreeWithTimesAndLinks() throws IOException {
    Extraction made = extract();

    assertThat(made).isEqualTo(new Extraction(target, 4, 3, 1, ByteSize.bytes(11), List.of()));
    assertThat(target.resolve("dir/file")).hasContent("content");
    assertThat(target.resolve("dir/sub/größe")).hasContent("deep");
    assertThat(target.resolve("empty")).isEmptyFile();
    assertThat(target.resolve("nothing")).isEmptyDirectory();
    assertThat(Files.readSymbolicLink(target.resolve("lnk"))).hasToString("../outside/dir");
    try (Stream<Path> all = Files.walk(target)) {
      assertThat(all)
          .allSatisfy(
              p ->
                  assertThat(Files.getLastModifiedTime(p, LinkOption.NOFOLLOW_LINKS))
                      .isEqualTo(FileTime.from(TIME)));
    }
    assertThat(leftovers()).containsExactly("target");
  }

  @Test
  void extract_whenNothingElseIsSaid_letsTheOwnerWrite() throws IOException {
    extract();

    assertThat(permissions("dir/file")).startsWith("rw-r");
    assertThat(permissions("dir")).startsWith("rwxr");
    assertThat(permissions("")).startsWith("rwxr");
  }

  @Test
  void extract_whenPermissionsShallBeExact_takesThemFromTheImage() throws IOException {
    extract(iso, ExtractOptions.DEFAULT.withExactPermissions());

    assertThat(permissions("dir/file")).isEqualTo("r--r--r--");
    assertThat(permissions("dir")).isEqualTo("r-xr-xr-x");
    assertThat(permissions("")).isEqualTo("r-xr-xr-x");
  }

  private String permissions(String path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(target.resolve(path)));
  }

  @Test
  void extract_whenAFolderIsNamed_takesItsContent() {
    try (IsoImage image = IsoImage.open(iso)) {
      image.extract("/dir", target);
    }

    assertThat(target.resolve("file")).hasContent("content");
    assertThat(target.resolve("sub")).isDirectory();
    assertThat(target.toFile().list()).containsExactlyInAnyOrder("file", "sub");
  }

  @Test
  void extract_whenAFileIsNamed_makesThatFile() throws IOException {
    try (IsoImage image = IsoImage.open(iso)) {
      Extraction made = image.extract("/dir/file", target);

      assertThat(made.files()).isEqualTo(1);
      assertThat(target).hasContent("content");
      assertThat(leftovers()).containsExactly("target");
      assertThatThrownBy(() -> image.extract("/dir/file", target))
          .isInstanceOf(AlreadyExistsException.class);
      assertThatThrownBy(() -> image.extract("/lnk", folder.resolve("link")))
          .isInstanceOf(InvalidSpecException.class);
      assertThatThrownBy(() -> image.extract("/none", folder.resolve("none")))
          .isInstanceOf(NotFoundException.class);
    }
  }

  @Test
  void extract_whenTheTargetIsAnEmptyFolder_fillsIt() throws IOException {
    Files.createDirectory(target);
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwx------"));

    extract();

    assertThat(target.resolve("dir/file")).hasContent("content");
    assertThat(permissions("")).isEqualTo("rwx------");
  }

  @Test
  void extract_whenTheTargetHoldsAnything_keepsIt() throws IOException {
    Files.createDirectory(target);
    Path mine = Files.writeString(target.resolve("mine"), "mine");

    assertThatThrownBy(this::extract)
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageContaining(target.toString());
    Files.delete(mine);
    Files.delete(target);
    Files.createSymbolicLink(target, Path.of("dangling"));
    assertThatThrownBy(this::extract).isInstanceOf(AlreadyExistsException.class);
    assertThat(leftovers()).containsExactly("target");
  }

  @Test
  void extract_whenThereIsNoFolderForTheTarget_saysSo() {
    target = folder.resolve("no/such/folder");

    assertThatThrownBy(this::extract).isInstanceOf(NotFoundException.class);
  }

  @Test
  void extract_whenLinksAreNotWanted_notesThem() {
    Extraction made = extract(iso, ExtractOptions.DEFAULT.withoutLinks());

    assertThat(made.links()).isZero();
    assertThat(made.notes()).singleElement().asString().contains("/lnk");
    assertThat(target.resolve("lnk")).doesNotExist();
    assertThat(target.resolve("empty")).exists();
  }

  @Test
  void extract_whenWatched_tellsHowManyBytesThereAre() {
    List<Progress> told = new ArrayList<>();
    ProgressListener listener =
        new ProgressListener() {
          @Override
          public void advanced(Progress progress) {
            told.add(progress);
          }
        };

    try (IsoImage image = IsoImage.open(iso)) {
      image.extract("/", target, ExtractOptions.DEFAULT, listener);
    }

    assertThat(told).last().extracting(Progress::done, Progress::total).containsExactly(11L, 11L);
    assertThat(told.get(0).task()).contains("sample.iso");
  }

  @Test
  void extract_whenInterrupted_leavesNothingAndTheImageInUse() throws IOException {
    try (IsoImage image = IsoImage.open(iso)) {
      ProgressListener interrupts =
          new ProgressListener() {
            @Override
            public void advanced(Progress progress) {
              Thread.currentThread().interrupt();
            }
          };

      assertThatThrownBy(() -> image.extract("/", target, ExtractOptions.DEFAULT, interrupts))
          .isInstanceOf(CancelledException.class);
      assertThat(Thread.interrupted()).isTrue();

      assertThat(leftovers()).isEmpty();
      image.extract(target);
      assertThat(target.resolve("dir/file")).hasContent("content");
    }
  }

  @Test
  void extract_whenAFolderIsFilledInVain_removesOnlyWhatItMade() throws IOException {
    Files.createDirectory(target);
    Path foreign = target.resolve("dir/foreign");
    ProgressListener intrudes =
        new ProgressListener() {
          @Override
          public void advanced(Progress progress) {
            try {
              Files.deleteIfExists(foreign);
              Files.writeString(foreign, "foreign");
              Thread.currentThread().interrupt();
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          }
        };

    try (IsoImage image = IsoImage.open(iso)) {
      assertThatThrownBy(() -> image.extract("/", target, ExtractOptions.DEFAULT, intrudes))
          .isInstanceOf(CancelledException.class);
      assertThat(Thread.interrupted()).isTrue();
    }

    try (Stream<Path> left = Files.walk(target)) {
      assertThat(left).containsExactlyInAnyOrder(target, target.resolve("dir"), foreign);
    }
  }

  /** A link to a folder outside, and a folder of the same name to write into. */
  @Test
  void extract_whenANameIsALinkAndAFolder_isRefusedBeforeAnythingIsWritten() throws IOException {
    Path outside = Files.createDirectories(folder.resolve("outside/dir"));
    Path hostile = patched(iso, nm("lnk"), nm("dir"));

    assertThatThrownBy(() -> extract(hostile, ExtractOptions.DEFAULT))
        .isInstanceOfSatisfying(
            IsoFormatException.class, e -> assertThat(e.clause()).contains("ECMA-119 9.3"))
        .hasMessageContaining("/dir");
    assertThat(outside).isEmptyDirectory();
    assertThat(leftovers()).containsExactly("outside");
  }

  @Test
  void extract_whenANameLeadsOut_isRefused() throws IOException {
    for (String name : List.of("../", "/et", "a\0b", "a/b")) {
      Path hostile = patched(iso, nm("lnk"), nm(name));

      assertThatThrownBy(() -> extract(hostile, ExtractOptions.DEFAULT))
          .isInstanceOf(IsoFormatException.class);
    }
    Path up = folder.resolve("up.iso");
    IsoBuilder.labelled("UP").add("/xx/file", new byte[1]).write(up);
    Path hostile = patched(up, nm("xx"), nm(".."));
    assertThatThrownBy(() -> extract(hostile, ExtractOptions.DEFAULT))
        .isInstanceOf(IsoFormatException.class);
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void extract_whenAFolderContainsItself_isRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(iso);
    java.nio.ByteBuffer b = java.nio.ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    int root = b.getInt(16 * 2048 + 158);
    int at = root * 2048;
    while (!(b.get(at + 32) == 3 && b.get(at + 33) == 'D')) {
      at += b.get(at) & 0xff;
    }
    b.putInt(at + 2, root);
    Path hostile = Files.write(folder.resolve("hostile.iso"), bytes);

    assertThatThrownBy(() -> extract(hostile, ExtractOptions.DEFAULT))
        .isInstanceOf(IsoFormatException.class);
    assertThat(leftovers()).isEmpty();
    try (FileSystem fs = FileSystems.newFileSystem(hostile);
        Stream<Path> walk = Files.walk(fs.getPath("/"))) {
      assertThatThrownBy(walk::count).hasMessageContaining("second place");
    }
  }

  @Test
  void extract_whenFilesShareTheirDataManyTimes_isLimitedToEightImages() throws IOException {
    Path bomb = folder.resolve("bomb.iso");
    IsoBuilder builder = IsoBuilder.labelled("BOMB").add("/big", new byte[1 << 20]);
    for (int i = 10; i < 50; i++) {
      builder.add("/f" + i, new byte[1]);
    }
    builder.write(bomb);
    shareData(bomb);

    assertThatThrownBy(() -> extract(bomb, ExtractOptions.DEFAULT))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("maxSize");
    assertThat(leftovers()).isEmpty();

    Extraction made = extract(bomb, ExtractOptions.DEFAULT.withMaxSize(ByteSize.mib(41)));
    assertThat(made.written()).isEqualTo(ByteSize.mib(41));
  }

  /** Lets every file of the root have the extent of the largest. */
  private static void shareData(Path image) throws IOException {
    byte[] bytes = Files.readAllBytes(image);
    java.nio.ByteBuffer b = java.nio.ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    int at = b.getInt(16 * 2048 + 158) * 2048;
    byte[] extent = null;
    for (int end = at + b.getInt(at + 10); at < end; ) {
      int length = b.get(at) & 0xff;
      if (length == 0) {
        at = (at / 2048 + 1) * 2048;
        continue;
      }
      if (b.get(at + 33) == 'B') {
        extent = Arrays.copyOfRange(bytes, at + 2, at + 18);
      } else if (b.get(at + 33) == 'F') {
        System.arraycopy(extent, 0, bytes, at + 2, extent.length);
      }
      at += length;
    }
    Files.write(image, bytes);
  }

  @Test
  void extract_whenALinkHasNoTarget_isRefused() throws IOException {
    Path made = folder.resolve("link.iso");
    IsoBuilder.labelled("LINK").addLink("/abc", "xyz").write(made);
    Path hostile = patched(made, "SL\n\1\0\0\3xyz", "SL\n\1\0\1\0\1\0z");

    assertThatThrownBy(() -> extract(hostile, ExtractOptions.DEFAULT))
        .isInstanceOfSatisfying(
            IsoFormatException.class, e -> assertThat(e.clause()).isEqualTo("RRIP 4.1.3"));
    assertThat(leftovers()).isEmpty();
  }
}
