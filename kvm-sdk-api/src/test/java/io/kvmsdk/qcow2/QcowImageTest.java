package io.kvmsdk.qcow2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.value.ByteSize;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class QcowImageTest {
  @TempDir Path folder;

  static Arguments broken(int byteOffset, String what, UnaryOperator<HeaderBytes> change) {
    return arguments(what, byteOffset, change);
  }

  static Stream<Arguments> brokenHeaders() {
    return Stream.of(
        broken(0, "not a qcow2 image", h -> h.u32(0, 0x7f454c46)),
        broken(4, "version 4", h -> h.u32(4, 4)),
        broken(4, "version 1", h -> h.u32(4, 1)),
        broken(20, "cluster_bits 0", h -> h.u32(20, 0)),
        broken(20, "cluster_bits 8", h -> h.u32(20, 8)),
        broken(20, "cluster_bits 22", h -> h.u32(20, 22)),
        broken(20, "cluster_bits 63", h -> h.u32(20, 63)),
        broken(20, "cluster_bits -1", h -> h.u32(20, -1)),
        broken(20, "extended L2", h -> h.u32(20, 9).u64(72, 16)),
        broken(96, "refcount_order 7", h -> h.u32(96, 7)),
        broken(100, "header_length 103", h -> h.u32(100, 103)),
        broken(100, "header_length 96", h -> h.u32(100, 96)),
        broken(100, "header_length 2147483648", h -> h.u32(100, 1L << 31)),
        broken(116, "extension of 1048576 bytes", h -> h.u32(116, 1 << 20)),
        broken(116, "extension of 4294967295 bytes", h -> h.u32(116, -1)),
        broken(128, "appears twice", h -> h.u32(128, 0xe2792aca).u32(132, 0)),
        broken(36, "l1_size 2147483648", h -> h.u32(36, 1L << 31)),
        broken(36, "l1_size 4194305", h -> h.u32(36, (4 << 20) + 1)),
        broken(40, "the L1 table lies beyond", h -> h.u32(36, 4 << 20)),
        broken(36, "l1_size 0 is too small", h -> h.u32(36, 0)),
        broken(40, "the L1 table is not aligned", h -> h.u64(40, 3 * HeaderBytes.CLUSTER + 8)),
        broken(40, "the L1 table lies on the header", h -> h.u64(40, 0)),
        broken(40, "the L1 table lies on the header", h -> h.u64(40, Long.MIN_VALUE)),
        broken(40, "the L1 table lies beyond", h -> h.u64(40, 1L << 40)),
        broken(36, "is too small for the disk", h -> h.u64(24, 1L << 61)),
        broken(36, "is too small for the disk", h -> h.u64(24, Long.MAX_VALUE)),
        broken(24, "size 9223372036854775808", h -> h.u64(24, Long.MIN_VALUE)),
        broken(56, "refcount_table_clusters 0", h -> h.u32(56, 0)),
        broken(56, "refcount_table_clusters 4294967295", h -> h.u32(56, -1)),
        broken(48, "the refcount table lies on the header", h -> h.u64(48, 0)),
        broken(48, "the refcount table is not aligned", h -> h.u64(48, 512)),
        broken(48, "the refcount table lies beyond", h -> h.u64(48, 1L << 30)),
        broken(48, "refcount table lies on the L1 table", h -> h.u64(40, HeaderBytes.CLUSTER)),
        broken(64, "lies on the refcount table", h -> h.u32(60, 1).u64(64, HeaderBytes.CLUSTER)),
        broken(60, "nb_snapshots 4294967295", h -> h.u32(60, -1)),
        broken(64, "the snapshot table lies beyond", h -> h.u32(60, 1).u64(64, 1L << 30)),
        broken(16, "name has 1024 bytes", h -> h.u32(16, 1024)),
        broken(16, "name has 0 bytes", h -> h.u32(16, 0)),
        broken(8, "outside the first cluster", h -> h.u64(8, HeaderBytes.CLUSTER - 4)),
        broken(8, "outside the first cluster", h -> h.u64(8, -16)),
        broken(8, "outside the first cluster", h -> h.u64(8, 40)),
        broken(400, "NUL", h -> h.u8(404, 0)),
        broken(400, "not UTF-8", h -> h.u8(404, 0xff)),
        broken(32, "crypt_method 99", h -> h.u32(32, 99)),
        broken(72, "incompatible bits 0x20", h -> h.u64(72, 1 << 5)),
        broken(72, "incompatible bits 0x8000000000000000", h -> h.u64(72, 1L << 63)),
        broken(104, "compression_type 0 disagrees", h -> h.u64(72, 1 << 3)),
        broken(104, "compression_type 1 disagrees", h -> h.u8(104, 1)),
        broken(104, "compression_type 2", h -> h.u64(72, 1 << 3).u8(104, 2)),
        broken(104, "compression_type 0 disagrees", h -> h.u64(72, 1 << 3).u32(100, 104)),
        broken(88, "bitmaps", h -> h.u64(88, 1)),
        broken(88, "raw external data file", h -> h.u64(88, 2)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenHeaders")
  void open_whenTheFormatIsBroken_refusesByPlaceAndReason(
      String what, int byteOffset, UnaryOperator<HeaderBytes> change) {
    Path image = change.apply(new HeaderBytes()).writeTo(folder.resolve("broken.qcow2"));
    assertThatExceptionOfType(QcowFormatException.class)
        .isThrownBy(() -> QcowImage.open(image))
        .withMessageContaining(what)
        .withMessageContaining("broken.qcow2")
        .satisfies(e -> assertThat(e.byteOffset()).isEqualTo(byteOffset))
        .satisfies(e -> assertThat(e.clause()).startsWith("Header"));
  }

  @Test
  void open_whenBytesChangeAtRandom_readsOrRefusesByType() {
    Random random = new Random(42);
    int[] edges = {0, 1, 7, 8, 0x7f, 0x80, 0xfe, 0xff};
    int refused = 0;
    for (int i = 0; i < 2_000; i++) {
      HeaderBytes header = new HeaderBytes();
      for (int changes = random.nextInt(4); changes >= 0; changes--) {
        header.u8(random.nextInt(160), edges[random.nextInt(edges.length)]);
      }
      try {
        assertThat(QcowImage.open(header.writeTo(folder.resolve("fuzz.qcow2")))).isNotNull();
      } catch (QcowFormatException e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(1_000, 1_990);
  }

  @ParameterizedTest
  @CsvSource({"0", "3", "71", "72", "103", "200", "404", "65536", "196608"})
  void open_whenTheFileIsCutShort_refuses(int length) {
    Path image = new HeaderBytes().writeTo(folder.resolve("short.qcow2"), length);
    assertThatExceptionOfType(QcowFormatException.class).isThrownBy(() -> QcowImage.open(image));
  }

  @Test
  @Timeout(180)
  void open_whenTheFirstClusterIsFullOfExtensions_takesNoLongerThanItIs() {
    HeaderBytes header = new HeaderBytes().u64(8, 0).u32(16, 0);
    for (int at = 112; at + 8 <= HeaderBytes.CLUSTER; at += 8) {
      header.u32(at, 1 + at).u32(at + 4, 0);
    }
    assertThat(QcowImage.open(header.writeTo(folder.resolve("full.qcow2"))).backingFile())
        .isEmpty();
  }

  @Test
  void open_whenTheHeaderIsSound_tellsItsFacts() {
    Path file = new HeaderBytes().u64(80, 1).u32(60, 0).writeTo(folder.resolve("good.qcow2"));
    QcowImage image = QcowImage.open(file);
    assertThat(image.version()).isEqualTo(3);
    assertThat(image.virtualSize()).isEqualTo(ByteSize.mib(1));
    assertThat(image.clusterSize()).isEqualTo(ByteSize.kib(64));
    assertThat(image.backingFile()).hasValue("base.raw");
    assertThat(image.backingFormat()).hasValue("raw");
    assertThat(image.features()).containsExactly(QcowFeature.LAZY_REFCOUNTS);
    assertThat(image.encrypted()).isFalse();
    assertThat(image.snapshots()).isEmpty();
  }

  /** Of most headers no more than a page is read. */
  @Test
  void open_whenTheHeaderFillsTheFirstCluster_readsItToItsEnd() {
    int name = HeaderBytes.CLUSTER - 8;
    HeaderBytes header = new HeaderBytes().u64(8, name).text(name, "far.base");
    header.u32(112, 0x12345678).u32(116, 60_000);
    header.u32(120 + 60_000, 0xe2792aca).u32(124 + 60_000, 5).text(128 + 60_000, "qcow2");
    QcowImage image = QcowImage.open(header.writeTo(folder.resolve("long.qcow2")));
    assertThat(image.backingFile()).hasValue("far.base");
    assertThat(image.backingFormat()).hasValue("qcow2");
  }

  @Test
  void open_whenThereIsNoSuchFile_saysSo() {
    assertThatExceptionOfType(NotFoundException.class)
        .isThrownBy(() -> QcowImage.open(folder.resolve("none.qcow2")));
  }

  @Test
  void open_whenItIsAFolder_refuses() {
    assertThatExceptionOfType(UnsupportedException.class).isThrownBy(() -> QcowImage.open(folder));
  }

  @Test
  @RequiresTool(
      value = {"mkfifo", "--version"},
      debianPackage = "coreutils")
  void open_whenItIsAPipe_refusesInsteadOfWaiting() {
    Path pipe = folder.resolve("pipe");
    Tool.run("mkfifo", pipe).orFail();
    assertThatExceptionOfType(UnsupportedException.class).isThrownBy(() -> QcowImage.open(pipe));
  }

  @ParameterizedTest
  @CsvSource({
    "compat=0.10, 2, []",
    "compat=1.1, 3, []",
    "lazy_refcounts=on, 3, [lazy refcounts]",
    "'extended_l2=on,cluster_size=16k', 3, [extended L2 entries]",
    "compression_type=zstd, 3, [compression type]",
    "cluster_size=512, 3, []",
    "'cluster_size=2M,refcount_bits=1', 3, []",
    "'data_file=d.raw,data_file_raw=on', 3, '[external data file, raw external data]'",
  })
  @RequiresTool(
      value = {"qemu-img", "--version"},
      debianPackage = "qemu-utils")
  void open_whenQemuMadeTheImage_reads(String options, int version, String features) {
    Path file = folder.resolve("q.qcow2");
    Tool.runIn(folder, "qemu-img", "create", "-f", "qcow2", "-o", options, file, "1G").orFail();
    QcowImage image = QcowImage.open(file);
    assertThat(image.version()).isEqualTo(version);
    assertThat(image.virtualSize()).isEqualTo(ByteSize.gib(1));
    assertThat(image.features()).hasToString(features);
  }

  @Test
  @RequiresTool(
      value = {"qemu-img", "--version"},
      debianPackage = "qemu-utils")
  void open_whenQemuAddedSnapshotsAndBitmaps_tellsThem() {
    Path file = folder.resolve("q.qcow2");
    Tool.run("qemu-img", "create", "-f", "qcow2", file, "64M").orFail();
    Tool.run("qemu-img", "snapshot", "-c", "one", file).orFail();
    Tool.run("qemu-img", "bitmap", "--add", file, "b0").orFail();
    QcowImage image = QcowImage.open(file);
    assertThat(image.snapshots()).extracting(QcowSnapshot::name).containsExactly("one");
    assertThat(image.features()).containsExactly(QcowFeature.BITMAPS);
  }
}
