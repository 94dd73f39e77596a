package io.kvmsdk.qcow2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmsdk.error.KvmException;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a file system in memory that soon is full. Mounting it takes root. */
@RequiresTool(
    value = {"unshare", "--mount", "true"},
    debianPackage = "util-linux")
@RequiresTool(
    value = {"qemu-img", "--version"},
    debianPackage = "qemu-utils")
class FullDiskTest {
  @TempDir Path folder;

  private Path small;

  @BeforeEach
  void mount() throws IOException {
    small = Files.createDirectory(folder.resolve("kvmsdk-full"));
    Tool.run("mount", "-t", "tmpfs", "-o", "size=1m", "kvmsdk-full", small).orFail();
  }

  @AfterEach
  void unmount() {
    Tool.run("umount", small).orFail();
  }

  @Test
  void create_whenTheDiskIsFull_leavesNothing() {
    List<Extent> all = List.of(new Extent(0, 4 << 20));
    assertThatExceptionOfType(KvmException.class)
        .isThrownBy(
            () ->
                QcowSpec.of(ByteSize.mib(4))
                    .create(small.resolve("new.qcow2"), all, ReadAt.of(new byte[4 << 20])))
        .withMessageContaining("No space left");
    assertThat(small).isEmptyDirectory();
  }

  @Test
  void resize_whenTheDiskIsFull_leavesTheImageAsItWas() throws IOException {
    Path image = small.resolve("image.qcow2");
    QcowSpec.builder().size(ByteSize.mib(4)).clusterSize(ByteSize.kib(4)).build().create(image);
    byte[] before = Files.readAllBytes(image);
    assertThatExceptionOfType(KvmException.class)
        .isThrownBy(() -> QcowImage.resize(image, ByteSize.gib(1024)))
        .withMessageContaining("No space left");
    assertThat(image).hasBinaryContent(before);
    QcowImage.resize(image, ByteSize.gib(1));
    Tool.run("qemu-img", "check", "-f", "qcow2", image).orFail();
  }

  /** An image of 4 MiB, of which {@code kib} from the start on are {@code pattern}. */
  private static Path image(Path file, String format, int pattern, int kib) {
    Tool.run("qemu-img", "create", "-q", "-f", format, file, "4M").orFail();
    Tool.run("qemu-io", "-f", format, "-c", "write -P " + pattern + " 0 " + kib + "k", file)
        .orFail();
    return file;
  }

  private static Path overlay(Path file, Path base, BackingFormat format, int kib) {
    QcowOverlay.on(base, format).create(file);
    Tool.run("qemu-io", "-f", "qcow2", "-c", "write -P 5 0 " + kib + "k", file).orFail();
    return file;
  }

  private Path content(Path image) {
    Path raw = folder.resolve("content.raw");
    Tool.run("qemu-img", "convert", "-f", "qcow2", "-O", "raw", image, raw).orFail();
    return raw;
  }

  private static void assertFull(ThrowingCallable action) {
    assertThatExceptionOfType(KvmException.class)
        .isThrownBy(action)
        .withMessageContaining("No space left");
  }

  private void assertOnly(Path file) throws IOException {
    try (Stream<Path> files = Files.list(small)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void rebaseAndFlatten_whenTheDiskIsFull_leaveTheOverlayAsItWas() throws IOException {
    Path base = image(folder.resolve("base.qcow2"), "qcow2", 1, 4096);
    Path other = image(folder.resolve("other.qcow2"), "qcow2", 2, 4096);
    Path overlay = overlay(small.resolve("overlay.qcow2"), base, BackingFormat.QCOW2, 64);
    byte[] before = Files.readAllBytes(overlay);
    assertFull(
        () ->
            QcowImage.rebase(
                overlay, other.toString(), BackingFormat.QCOW2, ProgressListener.NONE));
    assertFull(() -> Flatten.of(overlay, BackingFormat.QCOW2).inPlace(ProgressListener.NONE));
    assertThat(overlay).hasBinaryContent(before);
    assertOnly(overlay);
  }

  @Test
  void commit_whenTheDiskIsFull_leavesOverlayAndBaseAsTheyWere() throws IOException {
    Path base = image(small.resolve("base.qcow2"), "qcow2", 1, 64);
    Path overlay = overlay(folder.resolve("overlay.qcow2"), base, BackingFormat.QCOW2, 4096);
    byte[] before = Files.readAllBytes(overlay);
    byte[] baseBefore = Files.readAllBytes(base);
    assertFull(() -> Commit.of(overlay).into(base));
    assertThat(overlay).hasBinaryContent(before);
    assertThat(base).hasBinaryContent(baseBefore);
    assertOnly(base);
  }

  @Test
  void commitToARawBase_whenTheDiskIsFull_leavesTheOverlayAndWhatItShows() throws IOException {
    Path base = image(small.resolve("base.raw"), "raw", 1, 64);
    Path overlay = overlay(folder.resolve("overlay.qcow2"), base, BackingFormat.RAW, 4000);
    Path content = content(overlay);
    byte[] before = Files.readAllBytes(overlay);
    assertFull(() -> Commit.of(overlay).into(base));
    assertThat(overlay).hasBinaryContent(before);
    Tool.run("qemu-img", "compare", "-f", "raw", "-F", "qcow2", content, overlay).orFail();
  }
}
