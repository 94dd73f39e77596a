package io.kvmsdk.iso;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.DosFileAttributeView;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an image's files tell of themselves through java.nio.file. */
class IsoFileAttributesTest {
  private static final Instant TIME = Instant.parse("2024-07-03T09:46:40Z");

  @TempDir Path folder;
  private Path iso;
  private FileSystem fs;

  @BeforeEach
  void openAnImage() throws IOException {
    iso = folder.resolve("sample.iso");
    IsoBuilder.labelled("SAMPLE")
        .time(TIME)
        .add("/a/file.txt", "content".getBytes(UTF_8))
        .add("/.hidden", new byte[1])
        .addLink("/relative", "a/file.txt")
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
  void readAttributes_givesThePosixOnes() throws IOException {
    PosixFileAttributes file = Files.readAttributes(path("/relative"), PosixFileAttributes.class);

    assertThat(file.isRegularFile()).isTrue();
    assertThat(file.size()).isEqualTo(7);
    assertThat(file.lastModifiedTime()).isEqualTo(FileTime.from(TIME));
    assertThat(PosixFilePermissions.toString(file.permissions())).isEqualTo("r--r--r--");
    assertThat(file.owner().getName()).isEqualTo("0");
    assertThat(file.group().getName()).isEqualTo("0");
  }

  @Test
  void readAttributes_whenLinksAreNotFollowed_tellsOfTheLink() throws IOException {
    BasicFileAttributes link =
        Files.readAttributes(
            path("/relative"), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);

    assertThat(link.isSymbolicLink()).isTrue();
    assertThat(link.isRegularFile()).isFalse();
    assertThat(link.size()).isEqualTo("a/file.txt".length());
  }

  @Test
  void readAttributes_whenAskedByName_knowsFourViews() throws IOException {
    Path file = path("/a/file.txt");

    assertThat(Files.readAttributes(file, "size,isDirectory"))
        .isEqualTo(Map.of("size", 7L, "isDirectory", false));
    assertThat(Files.readAttributes(file, "*")).hasSize(9);
    assertThat(Files.readAttributes(file, "posix:*")).hasSize(12).containsKey("permissions");
    assertThat(Files.getAttribute(file, "unix:mode")).isEqualTo(0100444);
    assertThat(Files.getAttribute(path("/a"), "unix:mode")).isEqualTo(0040555);
    assertThat(Files.readAttributes(file, "unix:uid,gid,nlink"))
        .isEqualTo(Map.of("uid", 0, "gid", 0, "nlink", 1));
    assertThat(Files.getAttribute(file, "unix:ino")).isInstanceOf(Long.class);
    assertThat(Files.getAttribute(file, "owner:owner")).hasToString("0");
    assertThatThrownBy(() -> Files.getAttribute(file, "color"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Files.readAttributes(file, "dos:*"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void attributeViews_readAndRefuseToWrite() throws IOException {
    PosixFileAttributeView view =
        Files.getFileAttributeView(path("/a/file.txt"), PosixFileAttributeView.class);

    assertThat(view.name()).isEqualTo("posix");
    assertThat(view.readAttributes().size()).isEqualTo(7);
    assertThat(Files.getFileAttributeView(path("/a"), FileOwnerAttributeView.class).name())
        .isEqualTo("owner");
    assertThat(Files.getFileAttributeView(path("/a"), DosFileAttributeView.class)).isNull();
    assertThatThrownBy(() -> view.setTimes(null, null, null))
        .isInstanceOf(ReadOnlyFileSystemException.class);
    assertThatThrownBy(() -> view.setPermissions(Set.of()))
        .isInstanceOf(ReadOnlyFileSystemException.class);
  }

  @Test
  void access_isToReadOnly() throws IOException {
    assertThat(Files.isReadable(path("/a/file.txt"))).isTrue();
    assertThat(Files.isWritable(path("/a/file.txt"))).isFalse();
    assertThat(Files.isExecutable(path("/a/file.txt"))).isFalse();
    assertThat(Files.isExecutable(path("/a"))).isTrue();
    assertThat(Files.isHidden(path("/.hidden"))).isTrue();
    assertThat(Files.isHidden(path("/a"))).isFalse();
    assertThat(Files.notExists(path("/none"))).isTrue();
  }

  @Test
  void getFileStore_isTheVolume() throws IOException {
    FileStore store = Files.getFileStore(path("/a"));

    assertThat(store.name()).isEqualTo("SAMPLE");
    assertThat(store.type()).isEqualTo("iso9660");
    assertThat(store.isReadOnly()).isTrue();
    assertThat(store.getTotalSpace()).isEqualTo(Files.size(iso));
    assertThat(store.getUsableSpace()).isZero();
    assertThat(store.getAttribute("totalSpace")).isEqualTo(store.getTotalSpace());
    assertThat(store.supportsFileAttributeView(PosixFileAttributeView.class)).isTrue();
    assertThat(store.supportsFileAttributeView("dos")).isFalse();
    assertThat(fs.getFileStores()).containsExactly(store);
  }
}
