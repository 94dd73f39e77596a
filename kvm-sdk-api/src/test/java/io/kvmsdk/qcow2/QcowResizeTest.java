package io.kvmsdk.qcow2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images that were grown in place, as QEMU's tools see them. */
@RequiresTool(
    value = {"qemu-img", "--version"},
    debianPackage = "qemu-utils")
class QcowResizeTest {
  /** Inside a cluster of every size, and of a subcluster. */
  private static final int OLD = (3 << 20) - 512;

  @TempDir Path folder;

  private Path image(String options) {
    Path image = folder.resolve("image.qcow2");
    Tool.run("qemu-img", "create", "-q", "-f", "qcow2", "-o", options, image, OLD).orFail();
    return image;
  }

  private Path overlay(String options, int baseSize) throws IOException {
    byte[] content = new byte[baseSize];
    Arrays.fill(content, (byte) 7);
    Path base = Files.write(folder.resolve("base.raw"), content);
    return image(options + ",backing_fmt=raw,backing_file=" + base);
  }

  private static void io(Path image, Object... commands) {
    for (Object command : commands) {
      Tool.Result result = Tool.run("qemu-io", "-f", "qcow2", "-c", command, image);
      assertThat(result.orFail().output()).doesNotContain("failed");
    }
  }

  private static void judge(Path image, long size) {
    Tool.run("qemu-img", "check", "-f", "qcow2", image).orFail();
    assertThat(Tool.run("qemu-img", "info", "--output=json", image).orFail().output())
        .contains("\"virtual-size\": " + size + ",");
    assertThat(QcowCheck.of(image).findings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "compat=0.10",
        "cluster_size=512",
        "cluster_size=512,refcount_bits=64",
        "cluster_size=512,refcount_bits=1",
        "cluster_size=4k,lazy_refcounts=on",
        "cluster_size=64k",
        "extended_l2=on,cluster_size=16k",
        "cluster_size=2M,refcount_bits=8"
      })
  void resize_whenThereIsNoBackingFile_growsWithZeros(String options) {
    Path image = image(options);
    io(image, "write -P 1 0 64k", "write -P 2 " + (OLD - 1024) + " 1024");
    for (long size : List.of(OLD + 512L, 100L << 20, 9L << 30)) {
      QcowImage.resize(image, ByteSize.bytes(size));
      judge(image, size);
      io(image, "read -P 1 0 64k", "read -P 2 " + (OLD - 1024) + " 1024");
      io(image, "read -P 0 " + OLD + " " + Math.min(size - OLD, 1 << 20));
    }
    io(image, "write -P 3 8G 1M", "read -P 3 8G 1M");
    judge(image, 9L << 30);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cluster_size=512",
        "cluster_size=4k,refcount_bits=1",
        "cluster_size=64k",
        "extended_l2=on,cluster_size=16k",
        "extended_l2=on,cluster_size=2M",
        "cluster_size=2M"
      })
  void resize_whenTheBackingFileIsLonger_hidesItsRest(String options) throws IOException {
    for (String before : new String[] {"read 0 1", "write -P 1 2M 64k", "write -P 2 0 " + OLD}) {
      Path image = overlay(options, 20 << 20);
      io(image, before);
      QcowImage.resize(image, ByteSize.mib(30));
      judge(image, 30 << 20);
      String old = before.startsWith("write -P 2") ? "read -P 2 0 " : "read -P 7 0 ";
      io(image, old + (1 << 20), "read -P 0 " + OLD + " " + ((30 << 20) - OLD));
      Files.delete(image);
    }
  }

  @Test
  void resize_whenTheLastClusterIsCompressed_writesItAnew() throws IOException {
    Path image = overlay("cluster_size=64k", 20 << 20);
    io(image, "write -c -P 4 " + (OLD / 65536 * 65536 - 65536) + " 64k");
    Tool.run("qemu-io", "-f", "qcow2", "-c", "write -c -P 5 3080192 65024", image).orFail();
    QcowImage.resize(image, ByteSize.mib(4));
    judge(image, 4 << 20);
    io(image, "read -P 5 3080192 65024", "read -P 0 " + OLD + " 1M");
  }

  @Test
  void resize_whenThereAreSnapshots_leavesThemAsTheyWere() throws IOException {
    Path image = overlay("cluster_size=4k", 20 << 20);
    io(image, "write -P 1 0 " + OLD);
    Tool.run("qemu-img", "snapshot", "-c", "before", image).orFail();
    QcowImage.resize(image, ByteSize.mib(8));
    judge(image, 8 << 20);
    io(image, "write -P 2 0 5M", "read -P 2 0 5M");
    Tool.run("qemu-img", "snapshot", "-a", "before", image).orFail();
    judge(image, OLD);
    io(image, "read -P 1 0 " + OLD);
  }

  @Test
  void resize_whenVersion2HasSnapshots_refusesAsQemuImgDoes() {
    Path image = image("compat=0.10");
    Tool.run("qemu-img", "snapshot", "-c", "before", image).orFail();
    assertThat(Tool.run("qemu-img", "resize", "-f", "qcow2", image, "+1G").exit()).isNotZero();
    assertRefused(UnsupportedException.class, image, "snapshots");
  }

  private static void assertRefused(
      Class<? extends RuntimeException> type, Path image, String reason) {
    byte[] before = bytes(image);
    assertThatExceptionOfType(type)
        .isThrownBy(() -> QcowImage.resize(image, ByteSize.gib(2)))
        .withMessageContaining(reason);
    assertThat(bytes(image)).isEqualTo(before);
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void resize_whenSmaller_isRefused() {
    Path image = image("cluster_size=64k");
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> QcowImage.resize(image, ByteSize.mib(1)))
        .withMessageContaining("only grow");
  }

  @Test
  void resize_whenThereAreDirtyBitmaps_isRefused() {
    Path image = image("cluster_size=64k");
    Tool.run("qemu-img", "bitmap", "--add", image, "b0").orFail();
    assertRefused(UnsupportedException.class, image, "bitmaps");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void resize_whenMarkedDirtyOrCorrupt_isRefusedWithTheRemedy(int bit) {
    Path image = image("cluster_size=64k");
    new ImageBytes(image).u64(72, bit);
    assertRefused(ConflictException.class, image, "qemu-img check -r all");
  }

  @Test
  void resize_whenUnknownAutoclearFeaturesAreSet_clearsThem() {
    Path image = image("cluster_size=64k");
    new ImageBytes(image).u64(88, 1L << 40);
    QcowImage.resize(image, ByteSize.gib(1));
    assertThat(new ImageBytes(image).u64(88)).isZero();
    judge(image, 1L << 30);
  }

  /** QEMU reads it as nothing, and check passes over it; read by us, it would be refused. */
  @Test
  void resize_whenAnEntryBehindTheEndIsNotPossible_doesNotShowIt() {
    Path image = image("cluster_size=64k");
    io(image, "write -P 9 0 64k");
    ImageBytes bytes = new ImageBytes(image).u64(24, 1 << 20);
    bytes.u64(bytes.l2() + 8 * 16, ImageBytes.COPIED);
    assertRefused(UnsupportedException.class, image, "behind its end");
  }

  @Test
  void resize_whenDataLieBehindTheEnd_doesNotShowThem() {
    Path image = image("cluster_size=64k");
    io(image, "write -P 9 0 " + OLD);
    new ImageBytes(image).u64(24, 1 << 20);
    assertRefused(UnsupportedException.class, image, "behind its end");
  }
}
