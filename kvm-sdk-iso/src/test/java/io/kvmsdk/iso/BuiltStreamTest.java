package io.kvmsdk.iso;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.progress.Progress;
import io.kvmsdk.progress.ProgressListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/** New images as streams: of any size, in little memory, and never half-true. */
@RequiresIsoTools
class BuiltStreamTest {
  @TempDir(factory = TempDirFactory.Standard.class)
  Path folder;

  /**
   * 4 GiB do not fit one extent (ECMA-119 9.1.4): the file has two records. That their extents
   * follow each other is what the end is looked for by.
   */
  @Test
  void writeTo_whenAFileExceedsAnExtent_hasSeveral() throws IOException {
    long length = (1L << 32) + 12_345;
    Path huge = Sparse.file(folder.resolve("huge"), "first", "last", length);
    Path iso = folder.resolve("new.iso");

    try (Sparse file = Sparse.create(iso)) {
      IsoBuilder.labelled("huge").add("/huge", huge).addText("/z", "behind it").writeTo(file);
    }

    assertThat(Judges.listing(iso))
        .anyMatch(l -> l.contains(" " + length + " ") && l.endsWith("'/huge'"));
    assertThat(Tool.run("bsdtar", "-tvf", iso).orFail().output())
        .containsPattern(" " + length + " .* huge\n");
    assertThat(Tool.run("isoinfo", "-R", "-x", "/z", "-i", iso).orFail().output())
        .isEqualTo("behind it");
    try (IsoImage image = IsoImage.open(iso);
        FileChannel file = FileChannel.open(iso)) {
      ByteBuffer end = ByteBuffer.allocate(6);
      file.read(end, image.get("/huge").block() * 2048 + length - 6);
      assertThat(end.array()).asString(UTF_8).isEqualTo("\0\0last");
    }
  }

  @Test
  void writeTo_whenTheImageWouldExceed8Tib_isRefusedWithoutReading() throws IOException {
    IsoBuilder builder = IsoBuilder.labelled("huge");
    for (int i = 1; i <= 3; i++) {
      builder.add("/" + i, Sparse.file(folder.resolve("" + i), "", "", (3L << 40) + i));
    }

    assertThatThrownBy(() -> builder.writeTo(OutputStream.nullOutputStream()))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("8 TiB");
  }

  @Test
  void writeTo_givesTheBytesOfWrite() throws IOException {
    Path large = Files.write(folder.resolve("large"), "0123456789".repeat(200_000).getBytes(UTF_8));
    IsoBuilder builder = IsoBuilder.labelled("x").add("/large", large).addText("/small", "s");
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    Path iso = folder.resolve("new.iso");

    builder.writeTo(stream);
    builder.write(iso);

    assertThat(iso).hasBinaryContent(stream.toByteArray());
  }

  @Test
  void writeTo_whenTheStreamFails_saysSo() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("no space left");
          }
        };

    assertThatThrownBy(() -> IsoBuilder.labelled("x").writeTo(full))
        .isInstanceOf(KvmException.class)
        .hasMessageContaining("no space left");
  }

  /** Tells when writing begins, which is when planning has looked at all files. */
  private static ProgressListener atStart(Runnable action) {
    return new ProgressListener() {
      @Override
      public void started(Progress progress) {
        action.run();
      }
    };
  }

  private static void change(Path file, String content) {
    try {
      Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void write_whenALocalFileChangesMeanwhile_isRefusedAndLeavesNothing() throws IOException {
    for (int size : new int[] {10, 1_000_000}) {
      for (int newSize : new int[] {size - 1, size, size + 1}) {
        Path local = Files.writeString(folder.resolve("local"), "a".repeat(size));
        IsoBuilder builder = IsoBuilder.labelled("x").add("/f", local);
        Path iso = folder.resolve("new.iso");

        assertThatThrownBy(
                () -> builder.write(iso, atStart(() -> change(local, "b".repeat(newSize)))))
            .isInstanceOf(ConflictException.class)
            .hasMessageContaining(local.toString());
        assertThat(folder)
            .isDirectoryContaining(local::equals)
            .isDirectoryNotContaining(iso::equals);
        assertThat(folder.toFile().list()).containsExactly("local");
      }
    }
  }

  @Test
  void write_whenInterrupted_leavesNothing() {
    Path iso = folder.resolve("new.iso");
    IsoBuilder builder = IsoBuilder.labelled("x").add("/f", new byte[3 << 20]);

    assertThatThrownBy(() -> builder.write(iso, atStart(() -> Thread.currentThread().interrupt())))
        .isInstanceOf(CancelledException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(folder).isEmptyDirectory();
  }

  /** The program of the JVM below: four files of equal size, two of equal content. */
  static final class Build {
    public static void main(String[] arguments) {
      IsoBuilder.labelled("large").addTree("/", Path.of(arguments[0])).write(Path.of(arguments[1]));
    }
  }

  @Test
  void write_whenFilesAreLarge_needsLittleHeap() throws IOException {
    Path tree = Files.createDirectory(folder.resolve("tree"));
    long length = 128L << 20;
    Sparse.file(tree.resolve("a"), "same", "end", length);
    Sparse.file(tree.resolve("b"), "same", "end", length);
    Sparse.file(tree.resolve("c"), "same", "END", length);
    Sparse.file(tree.resolve("d"), "other", "end", length);
    Path iso = folder.resolve("new.iso");

    Tool.run(
            Path.of(System.getProperty("java.home"), "bin", "java"),
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            Build.class.getName(),
            tree,
            iso)
        .orFail();

    assertThat(Files.size(iso)).isBetween(3 * length, 3 * length + (1 << 20));
    try (IsoImage image = IsoImage.open(iso)) {
      assertThat(image.get("/b").block()).isEqualTo(image.get("/a").block());
    }
    Judges.compareTrees(tree, Judges.extract(iso, folder.resolve("extracted")));
  }
}
