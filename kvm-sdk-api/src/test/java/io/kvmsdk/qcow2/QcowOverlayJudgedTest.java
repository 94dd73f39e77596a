package io.kvmsdk.qcow2;

import static io.kvmsdk.qcow2.BackingFormat.QCOW2;
import static io.kvmsdk.qcow2.BackingFormat.RAW;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** QEMU's own tools say whether overlays are right. */
@RequiresTool(
    value = {"qemu-img", "--version"},
    debianPackage = "qemu-utils")
class QcowOverlayJudgedTest {
  private static final int BASE_SIZE = 5 << 20;

  @TempDir Path folder;

  private byte[] content;

  @BeforeEach
  void fillBase() {
    content = new byte[BASE_SIZE - 3 * 512];
    new Random(7).nextBytes(content);
  }

  private Path base(String name, BackingFormat format) throws IOException {
    Path raw = Files.write(folder.resolve("content.raw"), content);
    Path base = folder.resolve(name);
    Files.createDirectories(base.getParent());
    Tool.run("qemu-img", "convert", "-f", "raw", "-O", format, raw, base).orFail();
    return base;
  }

  private static void judge(Path overlay, Path expected, String format) {
    Tool.run("qemu-img", "check", "-f", "qcow2", overlay).orFail();
    Tool.run("qemu-img", "compare", "-f", "qcow2", "-F", format, overlay, expected).orFail();
  }

  static Stream<Arguments> clustersAndFormats() {
    List<Arguments> all = new ArrayList<>();
    for (int bits = 9; bits <= 21; bits++) {
      all.add(Arguments.of(1 << bits, RAW, bits % 2 == 0));
      all.add(Arguments.of(1 << bits, QCOW2, bits % 2 == 1));
    }
    return all.stream();
  }

  @ParameterizedTest(name = "cluster {0}, {1}, lazy {2}")
  @MethodSource("clustersAndFormats")
  void create_whenEmpty_isTheByteForByteWorkOfQemuImg(
      int cluster, BackingFormat format, boolean lazy) throws IOException {
    Path base = base("base." + format, format);
    Path overlay = folder.resolve("ours.qcow2");
    QcowOverlay.on(base, format).toBuilder()
        .clusterSize(ByteSize.bytes(cluster))
        .lazyRefcounts(lazy)
        .build()
        .create(overlay);
    judge(overlay, base, format.toString());
    Path theirs = folder.resolve("theirs.qcow2");
    String options = "cluster_size=" + cluster + ",lazy_refcounts=" + (lazy ? "on" : "off");
    Tool.run("qemu-img", "create", "-f", "qcow2", "-o", options, "-b", base, "-F", format, theirs)
        .orFail();
    assertThat(overlay).hasSameBinaryContentAs(theirs);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "base.raw",
        "./base.raw",
        "sub/base.raw",
        "with two  spaces.raw",
        "a:b.raw",
        "nbd:host:10809.raw",
        "json:{}.raw",
        "sub/a:b.raw",
        "grüße-日本-🐧.raw",
        "-dash,comma=x.raw",
        "per%cent\"quote'.raw"
      })
  void create_whenTheNameIsOdd_qemuOpensThatVeryFile(String name) throws IOException {
    Path base = base(name, RAW);
    Path overlay = folder.resolve("ours.qcow2");
    QcowOverlay.on(base, RAW).toBuilder().backingFile(name).build().create(overlay);
    judge(overlay, folder.resolve("content.raw"), "raw");
    assertThat(QcowImage.open(overlay).backingChain().get(1).file().normalize())
        .isEqualTo(base.normalize());
    assertThat(info(overlay)).contains("\"backing-filename-format\": \"raw\"");
  }

  @ParameterizedTest
  @EnumSource(BackingFormat.class)
  void create_whenTheNameHas1023Bytes_qemuOpensIt(BackingFormat format) throws IOException {
    Path base = base("base", format);
    String name = "./".repeat((1023 - "base".length()) / 2) + "/base";
    assertThat(name).hasSize(1023);
    Path overlay = folder.resolve("ours.qcow2");
    QcowOverlay.on(base, format).toBuilder().backingFile(name).build().create(overlay);
    judge(overlay, base, format.toString());
  }

  @ParameterizedTest(name = "cluster {0}, {1}, lazy {2}")
  @MethodSource("clustersAndFormats")
  void create_whenContentIsGiven_readsAsBaseAndContent(
      int cluster, BackingFormat format, boolean lazy) throws IOException {
    Path base = base("base." + format, format);
    QcowOverlay overlay =
        QcowOverlay.on(base, format).toBuilder()
            .clusterSize(ByteSize.bytes(cluster))
            .lazyRefcounts(lazy)
            .size(ByteSize.bytes(40 << 20))
            .build();
    byte[] expected = java.util.Arrays.copyOf(content, 40 << 20);
    List<Extent> extents = extents(new Random(cluster), expected);
    Path target = folder.resolve("ours.qcow2");
    overlay.create(target, extents, ReadAt.of(expected));
    judge(target, Files.write(folder.resolve("expected.raw"), expected), "raw");
  }

  @Test
  void create_whenTheTablesAreLarge_countsTheirOwnClustersToo() throws IOException {
    Path base = base("base.raw", RAW);
    QcowOverlay overlay =
        QcowOverlay.on(base, RAW).toBuilder()
            .clusterSize(ByteSize.bytes(512))
            .size(ByteSize.gib(100))
            .build();
    List<Extent> ends = List.of(new Extent(1, 1), new Extent((100L << 30) - 1, 1));
    Path target = folder.resolve("ours.qcow2");
    overlay.create(
        target,
        ends,
        (offset, dst) -> {
          while (dst.hasRemaining()) {
            dst.put((byte) 9);
          }
        });
    Tool.run("qemu-img", "check", "-f", "qcow2", target).orFail();
    String last = "read -P 9 " + ((100L << 30) - 1) + " 1";
    assertThat(Tool.run("qemu-io", "-f", "qcow2", "-r", "-c", last, target).orFail().output())
        .doesNotContain("failed");
  }

  /** Some 40 pieces at odd places, the first and last byte of the disk among them. */
  private static List<Extent> extents(Random random, byte[] disk) {
    List<Extent> extents = new ArrayList<>();
    int at = 0;
    while (at < disk.length) {
      int length = Math.min(disk.length - at, 1 + random.nextInt(1 << random.nextInt(20)));
      byte[] piece = new byte[length];
      random.nextBytes(piece);
      System.arraycopy(piece, 0, disk, at, length);
      extents.add(0, new Extent(at, length));
      at += length + random.nextInt(3) * random.nextInt(3 << 20);
    }
    disk[disk.length - 1] = 1;
    extents.removeIf(e -> e.end() == disk.length);
    extents.add(new Extent(disk.length - 1, 1));
    return extents;
  }

  private static String info(Path image) {
    return Tool.run("qemu-img", "info", "--output=json", "-f", "qcow2", image).orFail().output();
  }
}
