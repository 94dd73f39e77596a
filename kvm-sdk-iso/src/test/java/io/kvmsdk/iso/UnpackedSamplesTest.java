package io.kvmsdk.iso;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.judge.Tool;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.testkit.fixture.InstallerFixtures;
import io.kvmsdk.testkit.fixture.InstallerFixtures.Layout;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Installers unpacked, and read as file systems, beside what xorriso and bsdtar unpack. */
@RequiresIsoTools
class UnpackedSamplesTest {
  /** Kind, permissions, time, target of a link, path, and a file's size, in the order of paths. */
  private static final String FACTS = "%y %m %T@ %l %P\\n";

  @TempDir Path folder;

  private static Path sample(Layout layout) {
    return InstallerFixtures.sampleIso(layout, 20);
  }

  /** What was unpacked with its permissions cannot be deleted but by root. */
  @AfterEach
  void makeDeletable() {
    Tool.run("chmod", "-R", "u+w", folder).orFail();
  }

  private Path ours(Path iso) {
    Path tree = folder.resolve("ours");
    try (IsoImage image = IsoImage.open(iso)) {
      image.extract(
          "/", tree, ExtractOptions.DEFAULT.withExactPermissions(), ProgressListener.NONE);
    }
    return tree;
  }

  private Path xorriso(Path iso) {
    Path tree = folder.resolve("xorriso");
    Tool.run("xorriso", "-osirrox", "on", "-indev", iso, "-extract", "/", tree).orFail();
    return tree;
  }

  private Path bsdtar(Path iso) throws IOException {
    Path tree = Files.createDirectory(folder.resolve("bsdtar"));
    Tool.run("bsdtar", "-xpf", iso, "-C", tree).orFail();
    return tree;
  }

  private static List<String> find(Path tree, Object... what) {
    Object[] command = Stream.concat(Stream.of("find", tree), Arrays.stream(what)).toArray();
    return Tool.run(command).orFail().output().lines().sorted().toList();
  }

  @ParameterizedTest
  @EnumSource
  void extract_whenPermissionsAreExact_unpacksWhatXorrisoUnpacks(Layout layout) {
    Path ours = ours(sample(layout));
    Path theirs = xorriso(sample(layout));

    Tool.run("diff", "-r", "--no-dereference", ours, theirs).orFail();
    Object[] notLinks = {"!", "-type", "l", "-printf", FACTS};
    assertThat(find(ours, notLinks)).hasSizeGreaterThan(500).isEqualTo(find(theirs, notLinks));
  }

  /** xorriso leaves links their time of today, and makes no hard links unless told. */
  @ParameterizedTest
  @EnumSource
  void extract_keepsLinksAsBsdtarDoes(Layout layout) throws IOException {
    Path ours = ours(sample(layout));
    Path theirs = bsdtar(sample(layout));

    Object[] links = {"-type", "l", "-printf", FACTS};
    Object[] hardLinks = {"-type", "f", "-links", "+1", "-printf", "%n %P\\n"};
    assertThat(find(ours, links)).isNotEmpty().isEqualTo(find(theirs, links));
    assertThat(find(ours, hardLinks)).hasSize(2).isEqualTo(find(theirs, hardLinks));
  }

  @ParameterizedTest
  @EnumSource
  void walkFileTree_seesWhatXorrisoUnpacks(Layout layout) throws IOException {
    Path theirs = xorriso(sample(layout));

    try (FileSystem fs = FileSystems.newFileSystem(sample(layout))) {
      Path root = fs.getPath("/");
      SameTree comparison = new SameTree(root, theirs);
      Files.walkFileTree(root, comparison);

      try (Stream<Path> walk = Files.walk(theirs)) {
        assertThat(comparison.visited).isEqualTo(walk.count());
      }
    }
  }

  /** Compares each file with that of the same path in a tree on disk. */
  private static final class SameTree extends SimpleFileVisitor<Path> {
    private final Path root;
    private final Path theirs;
    private long visited;

    SameTree(Path root, Path theirs) {
      this.root = root;
      this.theirs = theirs;
    }

    private Path twin(Path path) {
      return theirs.resolve(root.relativize(path).toString());
    }

    @Override
    public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes)
        throws IOException {
      compare(path);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
      compare(path);
      Path twin = twin(path);
      if (attributes.isSymbolicLink()) {
        assertThat(Files.readSymbolicLink(path).toString())
            .isEqualTo(Files.readSymbolicLink(twin).toString());
      } else {
        assertThat(Files.size(path)).isEqualTo(Files.size(twin));
        assertThat(Files.mismatch(path, twin)).as(path.toString()).isEqualTo(-1);
      }
      return FileVisitResult.CONTINUE;
    }

    private void compare(Path path) throws IOException {
      PosixFileAttributes ours = attributes(path);
      PosixFileAttributes other = attributes(twin(path));
      assertThat(ours.isDirectory()).isEqualTo(other.isDirectory());
      assertThat(ours.isSymbolicLink()).isEqualTo(other.isSymbolicLink());
      if (!ours.isSymbolicLink()) {
        assertThat(PosixFilePermissions.toString(ours.permissions()))
            .isEqualTo(PosixFilePermissions.toString(other.permissions()));
        assertThat(ours.lastModifiedTime()).isEqualTo(other.lastModifiedTime());
      }
      visited++;
    }

    private static PosixFileAttributes attributes(Path path) throws IOException {
      return Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }
  }

  @Test
  void newByteChannel_whenReadFromAnywhere_agreesWithTheUnpackedFile() throws IOException {
    try (IsoImage image = IsoImage.open(sample(Layout.DEBIAN))) {
      IsoEntry largest = image.walk().max(Comparator.comparingLong(IsoEntry::size)).orElseThrow();
      byte[] whole = Files.readAllBytes(xorriso(image.file()).resolve("." + largest.path()));
      Random random = new Random(1);
      try (SeekableByteChannel channel = image.newByteChannel(largest.path())) {
        assertThat(channel.size()).isEqualTo(whole.length).isGreaterThan(1 << 20);
        for (int i = 0; i < 200; i++) {
          int from = random.nextInt(whole.length);
          ByteBuffer part = ByteBuffer.allocate(random.nextInt(1 << 17));
          int count = channel.position(from).read(part);
          assertThat(Arrays.copyOf(part.array(), count))
              .isEqualTo(Arrays.copyOfRange(whole, from, from + count));
        }
      }
    }
  }

  /** Code that knows nothing of images: the JDK's packers. */
  @Test
  void otherLibraries_workOnPathsInAnImage() throws IOException {
    Path zip = folder.resolve("dists.zip");
    try (FileSystem fs = FileSystems.newFileSystem(sample(Layout.DEBIAN))) {
      Path dists = fs.getPath("/dists");
      long files;
      try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip));
          Stream<Path> walk = Files.walk(dists)) {
        List<Path> regular =
            walk.filter(p -> Files.isRegularFile(p, LinkOption.NOFOLLOW_LINKS)).toList();
        files = regular.size();
        for (Path file : regular) {
          add(out, dists.relativize(file).toString(), file);
        }
      }
      try (ZipFile packed = new ZipFile(zip.toFile())) {
        assertThat(packed.size()).isEqualTo((int) files).isPositive();
      }
      try (InputStream in =
          new GZIPInputStream(Files.newInputStream(fs.getPath("/install.amd/initrd.gz")))) {
        assertThat(in.readAllBytes()).asString().isEqualTo("stub initrd\n");
      }
    }
  }

  private static void add(ZipOutputStream out, String name, Path file) throws IOException {
    out.putNextEntry(new ZipEntry(name));
    Files.copy(file, out);
  }
}
