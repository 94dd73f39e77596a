package io.kvmsdk.qcow2;

import static io.kvmsdk.qcow2.MappedBytes.CLUSTER;
import static io.kvmsdk.qcow2.MappedBytes.COMPRESSED;
import static io.kvmsdk.qcow2.MappedBytes.COPIED;
import static io.kvmsdk.qcow2.MappedBytes.DATA;
import static io.kvmsdk.qcow2.MappedBytes.L1;
import static io.kvmsdk.qcow2.MappedBytes.L2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.kvmsdk.error.UnsupportedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Images that were made to harm. Those whose header is broken are in {@link QcowImageTest}; QEMU
 * reads most of these.
 */
@Timeout(180)
class HostileQcowTest {
  @TempDir Path folder;

  static Arguments broken(int byteOffset, String what, UnaryOperator<MappedBytes> change) {
    return arguments(what, byteOffset, change);
  }

  static Stream<Arguments> brokenTables() {
    return Stream.of(
        broken(L1, "an L2 table lies on the header", i -> i.u64(L1, COPIED)),
        broken(L1, "an L2 table lies on", i -> i.u64(L1, COPIED | L1)),
        broken(L1, "an L2 table lies on", i -> i.u64(L1, CLUSTER)),
        broken(L1, "an L2 table lies beyond", i -> i.u64(L1, 8 * CLUSTER)),
        broken(L1, "an L2 table lies beyond", i -> i.u64(L1, 0x00ff_ffff_ffff_c000L)),
        broken(L1, "is not aligned", i -> i.u64(L1, L2 + 512)),
        broken(L1, "reserved bits", i -> i.u64(L1, L2 + 1)),
        broken(L1, "reserved bits", i -> i.u64(L1, 1L << 56 | L2)),
        broken(L1, "reserved bits", i -> i.u64(L1, 1L << 62 | L2)),
        broken(L1 + 8, "an L2 table lies on", i -> i.u32(36, 2).u64(L1 + 8, L2)),
        broken(L2, "a cluster lies on the header", i -> i.u64(L2, COPIED)),
        broken(L2, "a cluster lies on metadata", i -> i.u64(L2, CLUSTER)),
        broken(L2, "a cluster lies on metadata", i -> i.u64(L2, L1)),
        broken(L2, "a cluster lies on metadata", i -> i.u64(L2, L2)),
        broken(L2 + 8, "or on another one", i -> i.u64(L2 + 8, DATA)),
        broken(L2 + 24, "or on another one", i -> i.u64(L2 + 24, DATA | 1)),
        broken(L2, "a cluster lies beyond", i -> i.u64(L2, 8 * CLUSTER)),
        broken(L2, "a cluster lies beyond", i -> i.u64(L2, 0x00ff_ffff_ffff_c000L)),
        broken(L2, "is not aligned", i -> i.u64(L2, DATA + 512)),
        broken(L2, "reserved bits", i -> i.u64(L2, DATA + 2)),
        broken(L2, "reserved bits", i -> i.u64(L2, 1L << 61 | DATA)),
        broken(L2, "reserved bits", i -> i.u32(4, 2).u64(L2, DATA + 1)),
        broken(L2, "lies on the header", i -> i.u64(L2, COMPRESSED | 100)),
        broken(L2, "lies beyond", i -> i.u64(L2, COMPRESSED | 8 * CLUSTER)),
        broken(L2, "lies beyond", i -> i.u64(L2, COMPRESSED | 1L << 56 | 8 * CLUSTER - 512)),
        broken(L2, "reserved bits", i -> i.u64(L2, COPIED | COMPRESSED | DATA)),
        broken(L2, "to hold data and", i -> i.extendedL2().u64(L2 + 8, 1L << 35 | 1 << 3)),
        broken(L2 + 16, "its cluster no place", i -> i.extendedL2().u64(L2 + 24, 1)),
        broken(L2, "reserved bits", i -> i.extendedL2().u64(L2, DATA + 1)),
        broken(L2, "reserved bits", i -> i.extendedL2().u64(L2, COMPRESSED | DATA)));
  }

  private static void readAll(QcowDisk disk) {
    disk.read(0, ByteBuffer.allocate((int) disk.size().bytes()));
  }

  private Path image(MappedBytes image) {
    return image.writeTo(folder.resolve("i.qcow2"));
  }

  private static QcowDisk open(Path image) {
    return QcowDisk.open(image, BackingFormat.QCOW2);
  }

  @Test
  void read_whenNothingIsBroken_reads() {
    try (QcowDisk disk = open(image(new MappedBytes()))) {
      ByteBuffer part = ByteBuffer.allocate(4);
      disk.read(2 * CLUSTER - 2, part);
      assertThat(part.array()).containsExactly('d', 'd', 0, 0);
    }
    try (QcowDisk disk = open(image(new MappedBytes().extendedL2()))) {
      assertThat(disk.map().get(0).length()).isEqualTo(512);
    }
  }

  @ParameterizedTest(name = "{0} at {1}")
  @MethodSource("brokenTables")
  void readAndMap_whenATableIsBroken_refuseByPlaceAndReason(
      String what, int byteOffset, UnaryOperator<MappedBytes> change) {
    Path image = image(change.apply(new MappedBytes()));
    for (int again = 0; again < 2; again++) {
      try (QcowDisk disk = open(image)) {
        assertThatExceptionOfType(QcowFormatException.class)
            .isThrownBy(disk::map)
            .withMessageContaining(what)
            .satisfies(e -> assertThat(e.byteOffset()).isEqualTo(byteOffset));
        assertThatExceptionOfType(QcowFormatException.class)
            .as("once refused, it stays so")
            .isThrownBy(() -> readAll(disk))
            .withMessageContaining(what);
      }
    }
  }

  @Test
  void read_whenACompressedClusterIsGarbage_refusesThatRead() {
    try (QcowDisk disk = open(image(new MappedBytes().u64(L2, COMPRESSED | DATA + 7)))) {
      assertThat(disk.map()).hasSize(3);
      assertThatExceptionOfType(QcowFormatException.class)
          .isThrownBy(() -> readAll(disk))
          .withMessageContaining("cannot be unpacked")
          .satisfies(e -> assertThat(e.byteOffset()).isEqualTo(DATA + 7));
      ByteBuffer next = ByteBuffer.allocate(1);
      disk.read(CLUSTER, next);
      assertThat(next.array()).containsExactly('d');
    }
  }

  @ParameterizedTest
  @CsvSource({
    "32, 1, aes",
    "32, 2, luks",
    "76, 2, marked corrupt",
    "76, 4, in another file",
  })
  void open_whenTheImageNeedsMoreThanReading_refusesByName(int field, int value, String what) {
    Path image = image(new MappedBytes().u32(field, value));
    assertThatExceptionOfType(UnsupportedException.class)
        .isThrownBy(() -> open(image))
        .withMessageContaining(what);
  }

  @Test
  void open_whenTheCallerInsists_readsACorruptImage() {
    Path image = image(new MappedBytes().u32(76, 2));
    ChainOptions options = ChainOptions.builder().corruptAllowed(true).build();
    try (QcowDisk disk = QcowDisk.open(image, BackingFormat.QCOW2, options)) {
      assertThat(disk.map()).hasSize(2);
      assertThat(disk.warnings()).singleElement().asString().contains("corrupt");
    }
  }

  @Test
  void open_whenTheImageIsDirty_readsAndWarns() {
    try (QcowDisk disk = open(image(new MappedBytes().u32(76, 1)))) {
      readAll(disk);
      assertThat(disk.warnings()).singleElement().asString().contains("i.qcow2", "dirty");
    }
  }

  @Test
  void open_whenTheCallerNamesTheDataFile_readsThatAndNotTheOneInTheImage() throws IOException {
    Path named = Files.writeString(folder.resolve("named.raw"), "n".repeat(CLUSTER));
    Path given = Files.writeString(folder.resolve("given.raw"), "g".repeat(CLUSTER));
    MappedBytes bytes = new MappedBytes().u32(76, 4).u64(L2, COPIED).u64(L2 + 8, 0);
    Path image = image(bytes.extension(0x44415441, named.toString()));
    ChainOptions options = ChainOptions.builder().dataFile(given).build();
    try (QcowDisk disk = QcowDisk.open(image, BackingFormat.QCOW2, options)) {
      ByteBuffer first = ByteBuffer.allocate(1);
      disk.read(0, first);
      assertThat(first.array()).containsExactly('g');
      assertThat(disk.map().get(0).offset()).hasValue(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc/hostname", "../secret", "link"})
  void open_whenABackingFileLiesOutsideTheRoots_refuses(String name) throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "s".repeat(512));
    Path root = Files.createDirectory(folder.resolve("root"));
    Files.createSymbolicLink(root.resolve("link"), secret);
    Path image = MappedBytes.over(name, "raw").writeTo(root.resolve("i.qcow2"));
    ChainOptions options = ChainOptions.builder().roots(List.of(root)).build();
    assertThatExceptionOfType(UnsupportedException.class)
        .isThrownBy(() -> QcowDisk.open(image, BackingFormat.QCOW2, options))
        .withMessageContaining("lies outside");
  }

  @Test
  void open_whenABackingFileLiesWithinTheRoots_readsIt() throws IOException {
    Files.writeString(folder.resolve("base"), "b".repeat(4 * CLUSTER));
    Path image = image(MappedBytes.over("base", "raw"));
    ChainOptions options = ChainOptions.builder().roots(List.of(folder)).depth(2).build();
    try (QcowDisk disk = QcowDisk.open(image, BackingFormat.QCOW2, options)) {
      ByteBuffer part = ByteBuffer.allocate(1);
      disk.read(3 * CLUSTER, part);
      assertThat(part.array()).containsExactly('b');
      assertThat(disk.layers()).hasSize(2);
    }
  }

  @Test
  void open_whenTheChainIsDeeperThanAllowed_refuses() throws IOException {
    Files.writeString(folder.resolve("base"), "b");
    Path image = image(MappedBytes.over("base", "raw"));
    ChainOptions options = ChainOptions.builder().depth(1).build();
    assertThatExceptionOfType(UnsupportedException.class)
        .isThrownBy(() -> QcowDisk.open(image, BackingFormat.QCOW2, options))
        .withMessageContaining("more than 1 layers");
  }

  @ParameterizedTest
  @CsvSource({
    "36, 1025, 1025 bytes of extra data",
    "36, 8, too little extra data",
    "36, -1, 4294967295 bytes of extra data",
    "40, -1, impossible size",
  })
  void snapshots_whenAnEntryIsBroken_refuses(int field, int value, String what) {
    int table = 7 * CLUSTER;
    MappedBytes bytes = new MappedBytes().u32(60, 1).u64(64, table).u32(table + 36, 16);
    Path image = image(bytes.u32(table + field, value));
    assertThatExceptionOfType(QcowFormatException.class)
        .isThrownBy(() -> QcowImage.open(image).snapshots())
        .withMessageContaining(what)
        .satisfies(e -> assertThat(e.clause()).isEqualTo("Snapshots"));
  }

  @Test
  void snapshots_whenNamesReachBeyondTheFile_refuses() {
    int table = 7 * CLUSTER;
    MappedBytes bytes = new MappedBytes().u32(60, 1).u64(64, table).u32(table + 36, 16);
    Path image = image(bytes.u32(table + 12, 0xffffffff));
    assertThatExceptionOfType(QcowFormatException.class)
        .isThrownBy(() -> QcowImage.open(image).snapshots())
        .withMessageContaining("beyond the end");
  }
}
