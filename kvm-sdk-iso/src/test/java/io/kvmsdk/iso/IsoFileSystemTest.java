package io.kvmsdk.iso;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.ProviderNotFoundException;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An image through java.nio.file. */
@SuppressWarnings("StreamResourceLeak") // closed where they are read, or not opened
class IsoFileSystemTest {
  private static final Instant TIME = Instant.parse("2024-07-03T09:46:40Z");

  @TempDir Path folder;
  private Path iso;
  private FileSystem fs;

  @BeforeEach
  void openAnImage() throws IOException {
    iso = folder.resolve("the image!.iso");
    IsoBuilder.labelled("SAMPLE")
        .time(TIME)
        .add("/a/file.txt", "content".getBytes(UTF_8))
        .add("/a/b/deep.txt", "deep".getBytes(UTF_8))
        .add("/a/b/other.cfg", new byte[3000])
        .add("/empty", new byte[0])
        .add("/.hidden", new byte[1])
        .add("/100% größe! #1?/x y", "odd".getBytes(UTF_8))
        .addLink("/relative", "a/file.txt")
        .addLink("/absolute", "/a/file.txt")
        .addLink("/outside", "../../../../a/file.txt")
        .addLink("/to-folder", "a/b")
        .addLink("/a/b/up", "..")
        .addLink("/dangling", "no/such")
        .addLink("/self", "self")
        .addLink("/ping", "pong")
        .addLink("/pong", "ping")
        .addLink("/host", "/etc/passwd")
        .write(iso);
    fs = FileSystems.newFileSystem(iso);
  }

  @AfterEach
  void close() throws IOException {
    fs.close();
  }

  private Path path(String text) {
    return fs.getPath(text);
  }

  @Test
  void newFileSystem_whenThePathIsGiven_opensTheImageReadOnly() {
    assertThat(fs.isOpen()).isTrue();
    assertThat(fs.isReadOnly()).isTrue();
    assertThat(fs.getSeparator()).isEqualTo("/");
    assertThat(fs.getRootDirectories()).containsExactly(path("/"));
    assertThat(fs.supportedFileAttributeViews()).contains("basic", "posix", "owner", "unix");
    assertThat(fs.provider().getScheme()).isEqualTo("iso");
  }

  @Test
  void newFileSystem_whenTheFileIsNoImage_leavesItToOtherProviders() throws IOException {
    Path zip = folder.resolve("archive.zip");
    try (FileSystem made = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
      Files.writeString(made.getPath("/x"), "zipped");
    }
    Path text = Files.writeString(folder.resolve("text.dat"), "neither");

    try (FileSystem found = FileSystems.newFileSystem(zip)) {
      assertThat(found.getPath("/x")).hasContent("zipped");
    }
    assertThatThrownBy(() -> FileSystems.newFileSystem(text))
        .isInstanceOf(ProviderNotFoundException.class);
    assertThatThrownBy(() -> FileSystems.newFileSystem(folder))
        .isInstanceOf(ProviderNotFoundException.class);
  }

  @Test
  void newFileSystem_whenTheImageIsBroken_saysWhatIsWrong() throws IOException {
    byte[] half = new byte[34 * 1024];
    System.arraycopy(Files.readAllBytes(iso), 0, half, 0, half.length);
    Path cut = Files.write(folder.resolve("cut.iso"), half);

    assertThatThrownBy(() -> FileSystems.newFileSystem(cut))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("cut.iso")
        .hasMessageContaining("ECMA-119");
  }

  @Test
  void newFileSystem_whenAUriIsGiven_isFoundByItUntilClosed() throws IOException {
    URI uri = URI.create("iso:" + iso.toUri());
    Path inside;
    try (FileSystem byUri = FileSystems.newFileSystem(uri, Map.of())) {
      assertThat(FileSystems.getFileSystem(uri)).isSameAs(byUri);
      assertThatThrownBy(() -> FileSystems.newFileSystem(uri, Map.of()))
          .isInstanceOf(FileSystemAlreadyExistsException.class);
      inside = Path.of(URI.create(uri + "!/a/file.txt"));
      assertThat(inside).hasContent("content").isEqualTo(byUri.getPath("/a/file.txt"));
    }
    URI gone = inside.toUri();
    assertThatThrownBy(() -> Path.of(gone)).isInstanceOf(FileSystemNotFoundException.class);
    FileSystems.newFileSystem(uri, Map.of()).close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/a/file.txt", "/100% größe! #1?/x y", "/+/%41/!/x!", "a/.."})
  void toUri_isThePathAgain(String text) throws IOException {
    try (FileSystem byUri = FileSystems.newFileSystem(URI.create("iso:" + iso.toUri()), Map.of())) {
      Path inside = byUri.getPath(text);

      assertThat(Path.of(inside.toUri())).isEqualTo(inside.toAbsolutePath());
      assertThat(inside.toUri().toString()).isASCII().startsWith("iso:file:///").contains("!/");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"iso:relative.iso", "iso:!/x", "iso:nosuchscheme:/x!/y"})
  void newFileSystem_whenTheUriNamesNoFile_isRefused(String uri) {
    assertThatThrownBy(() -> FileSystems.newFileSystem(URI.create(uri), Map.of()))
        .isInstanceOfAny(IllegalArgumentException.class, FileSystemNotFoundException.class);
  }

  @Test
  void fileSystem_whenTheImageIsOpen_isAViewOfIt() throws IOException {
    Path inside;
    try (IsoImage image = IsoImage.open(iso)) {
      try (FileSystem view = image.fileSystem()) {
        inside = view.getPath("/a/file.txt");
        assertThat(inside).hasContent("content");
      }
      assertThat(image.readText("/a/file.txt")).isEqualTo("content");
      inside = image.fileSystem().getPath("/a/file.txt");
      assertThat(inside.getFileSystem().provider()).isSameAs(fs.provider());
    }
    Path closed = inside;
    assertThat(closed.getFileSystem().isOpen()).isFalse();
    assertThatThrownBy(() -> Files.size(closed)).isInstanceOf(ClosedFileSystemException.class);
  }

  @Test
  void fileSystem_whenTheTreeHasPlainNames_findsThemInAnyCase() throws IOException {
    try (IsoImage image = IsoImage.open(iso, IsoTree.PLAIN);
        FileSystem plain = image.fileSystem()) {
      Path file = plain.getPath("/a/File.txt");

      assertThat(file).hasContent("content");
      assertThat(file.toRealPath()).hasToString("/A/FILE.TXT");
      assertThat(Files.isSameFile(file, plain.getPath("/A/FILE.TXT"))).isTrue();
      assertThat(Files.getAttribute(file, "unix:mode")).isEqualTo(0100444);
      assertThat(Files.getAttribute(plain.getPath("/a"), "unix:mode")).isEqualTo(0040555);
    }
  }

  @Test
  void close_endsEverything() throws IOException {
    SeekableByteChannel channel = Files.newByteChannel(path("/a/file.txt"));

    fs.close();
    fs.close();

    assertThat(fs.isOpen()).isFalse();
    assertThat(channel.isOpen()).isFalse();
    assertThatThrownBy(channel::size).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
        .isInstanceOf(ClosedChannelException.class);
    for (ThrowingCall call :
        List.<ThrowingCall>of(
            () -> Files.readString(path("/a/file.txt")),
            () -> Files.exists(path("/a")),
            () -> Files.list(path("/")),
            () -> path("/a").toRealPath(),
            () -> Files.readSymbolicLink(path("/self")))) {
      assertThatThrownBy(call::run).isInstanceOf(ClosedFileSystemException.class);
    }
  }

  private interface ThrowingCall {
    Object run() throws Exception;
  }

  @Test
  void walk_visitsEveryPathOnceAndFollowsNoLink() throws IOException {
    try (Stream<Path> walk = Files.walk(path("/"))) {
      assertThat(walk.map(Path::toString))
          .hasSize(20)
          .contains("/", "/a/b/deep.txt", "/100% größe! #1?/x y", "/to-folder", "/a/b/up")
          .doesNotContain("/to-folder/deep.txt");
    }
  }

  @Test
  void walkFileTree_whenLinksAreFollowed_tellsOfLoopsAndGoesOn() throws IOException {
    List<String> visited = new ArrayList<>();
    List<String> loops = new ArrayList<>();

    Files.walkFileTree(
        path("/"),
        Set.of(FileVisitOption.FOLLOW_LINKS),
        20,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            visited.add(file.toString());
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            assertThat(e).isInstanceOf(FileSystemLoopException.class);
            loops.add(file.toString());
            return FileVisitResult.CONTINUE;
          }
        });

    assertThat(visited).contains("/to-folder/deep.txt", "/a/b/deep.txt", "/self", "/dangling");
    assertThat(loops).containsExactlyInAnyOrder("/a/b/up", "/to-folder/up/b");
  }

  @Test
  void newDirectoryStream_givesWhatAFilterOrGlobLetsThrough() throws IOException {
    assertThat(listed(Files.newDirectoryStream(path("/a/b"))))
        .containsExactlyInAnyOrder("/a/b/deep.txt", "/a/b/other.cfg", "/a/b/up");
    assertThat(listed(Files.newDirectoryStream(path("a/b"), "*.{txt,md}")))
        .containsExactly("a/b/deep.txt");
    assertThat(listed(Files.newDirectoryStream(path("/to-folder"), Files::isDirectory)))
        .containsExactly("/to-folder/up");
    assertThat(listed(Files.newDirectoryStream(path("")))).contains("a", "empty");
  }

  private static List<String> listed(DirectoryStream<Path> stream) throws IOException {
    try (stream) {
      List<String> names = new ArrayList<>();
      stream.forEach(p -> names.add(p.toString()));
      return names;
    }
  }

  @Test
  void newDirectoryStream_isReadOnceAndEndsWhenClosed() throws IOException {
    DirectoryStream<Path> stream = Files.newDirectoryStream(path("/"));
    var iterator = stream.iterator();
    iterator.next();

    stream.close();

    assertThat(iterator.hasNext()).isFalse();
    assertThatThrownBy(stream::iterator).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Files.newDirectoryStream(path("/empty")))
        .isInstanceOf(NotDirectoryException.class);
    assertThatThrownBy(() -> Files.newDirectoryStream(path("/none")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void copy_bringsContentAndTimeOut() throws IOException {
    Path copy = folder.resolve("copy");

    Files.copy(path("/a/b/other.cfg"), copy, StandardCopyOption.COPY_ATTRIBUTES);

    assertThat(copy).hasBinaryContent(new byte[3000]);
    assertThat(Files.getLastModifiedTime(copy)).isEqualTo(FileTime.from(TIME));
  }

  @Test
  void newByteChannel_readsFromAnyPosition() throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(path("/a/file.txt"))) {
      ByteBuffer three = ByteBuffer.allocate(3);

      assertThat(channel.size()).isEqualTo(7);
      assertThat(channel.position(4).read(three)).isEqualTo(3);
      assertThat(new String(three.array(), UTF_8)).isEqualTo("ent");
      assertThat(channel.read(three.clear())).isEqualTo(-1);
      assertThat(channel.position(99).read(three.clear())).isEqualTo(-1);
      assertThat(channel.position(1).position()).isEqualTo(1);
      assertThat(channel.read(ByteBuffer.allocate(20))).isEqualTo(6);
      assertThatThrownBy(() -> channel.position(-1)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> channel.write(three))
          .isInstanceOf(NonWritableChannelException.class);
      assertThatThrownBy(() -> channel.truncate(0)).isInstanceOf(NonWritableChannelException.class);
    }
  }

  @Test
  void newByteChannel_whenItIsNoFile_isRefused() {
    assertThatThrownBy(() -> Files.newByteChannel(path("/a")))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("folder");
    assertThatThrownBy(() -> Files.newByteChannel(path("/relative"), LinkOption.NOFOLLOW_LINKS))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("link");
    assertThatThrownBy(() -> Files.newByteChannel(path("/a/file.txt/x")))
        .isInstanceOf(NotDirectoryException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "/relative, /a/file.txt",
    "/absolute, /a/file.txt",
    "/outside, /a/file.txt",
    "/to-folder/deep.txt, /a/b/deep.txt",
    "/to-folder/up/file.txt, /a/file.txt",
    "/to-folder/../file.txt, /a/file.txt",
    "/../../relative, /a/file.txt",
    "a/./b/../file.txt, /a/file.txt"
  })
  void toRealPath_followsLinksAsInAChroot(String link, String real) throws IOException {
    assertThat(path(link).toRealPath()).isEqualTo(path(real));
    assertThat(Files.readString(path(link))).isEqualTo(Files.readString(path(real)));
    assertThat(Files.isSameFile(path(link), path(real))).isTrue();
  }

  @Test
  void toRealPath_whenLinksAreNotFollowed_keepsThem() throws IOException {
    assertThat(path("/a/../relative").toRealPath(LinkOption.NOFOLLOW_LINKS))
        .hasToString("/relative");
    assertThat(path("/to-folder/../file.txt").toRealPath(LinkOption.NOFOLLOW_LINKS))
        .hasToString("/to-folder/../file.txt");
    assertThatThrownBy(() -> path("/none").toRealPath(LinkOption.NOFOLLOW_LINKS))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void links_whenTheyLeadNowhere_areMissingFiles() {
    for (String dangling : List.of("/dangling", "/host")) {
      assertThat(Files.exists(path(dangling))).isFalse();
      assertThat(Files.exists(path(dangling), LinkOption.NOFOLLOW_LINKS)).isTrue();
      assertThatThrownBy(() -> Files.readString(path(dangling)))
          .isInstanceOf(NoSuchFileException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/self", "/ping", "/ping/x", "/a/b/up/b/up/b/up/../pong"})
  void links_whenTheyRunInACircle_areALoop(String link) {
    assertThatThrownBy(() -> Files.readString(path(link)))
        .isInstanceOf(FileSystemLoopException.class)
        .hasMessageContaining(link);
    assertThat(Files.exists(path(link))).isFalse();
  }

  @Test
  void readSymbolicLink_givesTheTargetAsWritten() throws IOException {
    assertThat(Files.isSymbolicLink(path("/outside"))).isTrue();
    assertThat(Files.isSymbolicLink(path("/a"))).isFalse();
    assertThat(Files.readSymbolicLink(path("/outside"))).hasToString("../../../../a/file.txt");
    assertThatThrownBy(() -> Files.readSymbolicLink(path("/a")))
        .isInstanceOf(NotLinkException.class);
  }

  @Test
  void isSameFile_whenFilesDiffer_isFalse() throws IOException {
    assertThat(Files.isSameFile(path("/a/file.txt"), path("/a/b/deep.txt"))).isFalse();
    assertThat(Files.isSameFile(path("/empty"), path("/.hidden"))).isFalse();
    assertThat(Files.isSameFile(path("/a"), iso)).isFalse();
    assertThat(Files.isSameFile(path("/none"), path("/none"))).isTrue();
  }

  @Test
  void writing_isRefusedInEveryForm() {
    Path file = path("/a/file.txt");
    for (ThrowingCall call :
        List.<ThrowingCall>of(
            () -> Files.writeString(file, "x"),
            () -> Files.newOutputStream(file),
            () -> Files.newByteChannel(file, StandardOpenOption.APPEND),
            () -> Files.createFile(path("/new")),
            () -> Files.createDirectory(path("/new")),
            () -> Files.createSymbolicLink(path("/new"), file),
            () -> Files.createLink(path("/new"), file),
            () -> Files.copy(file, path("/new")),
            () -> Files.copy(iso, path("/new")),
            () -> Files.move(file, path("/new")),
            () -> Files.deleteIfExists(file),
            () -> Files.setLastModifiedTime(file, FileTime.from(TIME)),
            () -> Files.setAttribute(file, "unix:mode", 0))) {
      assertThatThrownBy(call::run).isInstanceOf(ReadOnlyFileSystemException.class);
    }
  }

  @Test
  void reading_whenManyThreadsDoIt_givesEachItsOwn() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<String>> results = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        String name = i % 2 == 0 ? "/relative" : "/to-folder/deep.txt";
        results.add(threads.submit(() -> Files.readString(path(name))));
      }
      for (int i = 0; i < results.size(); i++) {
        assertThat(results.get(i).get()).isEqualTo(i % 2 == 0 ? "content" : "deep");
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void reading_whenOneThreadIsInterrupted_goesOnForOthers() throws Exception {
    byte[] big = new byte[1 << 20];
    new Random(3).nextBytes(big);
    Path other = folder.resolve("big.iso");
    IsoBuilder.labelled("BIG").add("/big", big).write(other);
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try (FileSystem image = FileSystems.newFileSystem(other)) {
      Path file = image.getPath("/big");
      Future<?> reader =
          threads.submit(
              () -> {
                for (int i = 0; i < 200; i++) {
                  assertThat(file).hasBinaryContent(big);
                }
              });
      for (int i = 0; i < 200; i++) {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Files.readAllBytes(file)).isInstanceOf(IOException.class);
        assertThat(Thread.interrupted()).isTrue();
      }
      reader.get();
      assertThat(file).hasBinaryContent(big);
    } finally {
      threads.shutdownNow();
    }
  }
}
