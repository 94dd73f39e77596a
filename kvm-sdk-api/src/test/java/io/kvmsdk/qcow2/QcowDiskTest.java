package io.kvmsdk.qcow2;

import static io.kvmsdk.qcow2.MappedBytes.CLUSTER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QcowDiskTest {
  @TempDir Path folder;
  private Path image;
  private byte[] content;

  /**
   * Two clusters of the image, one of them compressed, over a raw file that ends within a sector.
   */
  @BeforeEach
  void setUp() throws IOException {
    byte[] base = new byte[4 * CLUSTER + 100];
    new Random(1).nextBytes(base);
    Files.write(folder.resolve("base.raw"), base);
    image = MappedBytes.over("base.raw", "raw").compressed().writeTo(folder.resolve("i.qcow2"));
    content = Arrays.copyOf(base, 16 * CLUSTER);
    Arrays.fill(content, 0, CLUSTER, (byte) 'c');
    Arrays.fill(content, CLUSTER, 2 * CLUSTER, (byte) 'd');
  }

  private QcowDisk open() {
    return QcowDisk.open(image, BackingFormat.QCOW2);
  }

  private static byte[] read(QcowDisk disk, long offset, int length) {
    ByteBuffer dst = ByteBuffer.allocate(length);
    disk.read(offset, dst);
    return dst.array();
  }

  private static MapEntry entry(
      long start, long length, int depth, String what, OptionalLong offset) {
    boolean zero = what.equals("zero") || what.equals("absent");
    return new MapEntry(
        start,
        length,
        depth,
        !what.equals("absent"),
        zero,
        !zero,
        what.equals("compressed"),
        offset);
  }

  @Test
  void map_whenLayersDiffer_tellsWhichOneDecidesAndWhereItsBytesLie() {
    try (QcowDisk disk = open()) {
      long end = 4 * CLUSTER + 100;
      assertThat(disk.map())
          .containsExactly(
              entry(0, CLUSTER, 0, "compressed", OptionalLong.empty()),
              entry(CLUSTER, CLUSTER, 0, "data", OptionalLong.of(6 * CLUSTER)),
              entry(2 * CLUSTER, 2 * CLUSTER + 100, 1, "data", OptionalLong.of(2 * CLUSTER)),
              entry(end, 412, 1, "zero", OptionalLong.of(end)),
              entry(end + 412, 12 * CLUSTER - 512, 0, "absent", OptionalLong.empty()));
    }
  }

  @Test
  void read_whenTheRangeCrossesLayers_fillsItFromEach() {
    try (QcowDisk disk = open()) {
      assertThat(read(disk, 0, content.length)).isEqualTo(content);
      assertThat(read(disk, CLUSTER - 1, 2)).containsExactly('c', 'd');
      assertThat(disk.size()).isEqualTo(ByteSize.bytes(16 * CLUSTER));
    }
  }

  @Test
  void read_whenTheRangeLeavesTheDisk_addsZeros() {
    try (QcowDisk disk = open()) {
      assertThat(read(disk, 16 * CLUSTER, 3)).containsOnly(0);
      assertThat(read(disk, Long.MAX_VALUE - 1, 3)).containsOnly(0);
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> read(disk, -1, 3));
    }
  }

  @Test
  void read_whenManyThreadsDo_givesEachItsOwn() {
    try (QcowDisk disk = open()) {
      boolean same =
          IntStream.range(0, 2_000)
              .parallel()
              .map(i -> i * 7919 % (content.length - 5_000))
              .allMatch(
                  at ->
                      Arrays.equals(
                          read(disk, at, 5_000), Arrays.copyOfRange(content, at, at + 5_000)));
      assertThat(same).isTrue();
    }
  }

  @Test
  void runs_whenAPartIsAskedFor_coverExactlyThat() {
    try (QcowDisk disk = open()) {
      List<DiskRun> runs = new ArrayList<>();
      disk.runs(CLUSTER + 10, CLUSTER).forEachRemaining(runs::add);
      assertThat(runs).extracting(DiskRun::start).containsExactly(CLUSTER + 10L, 2L * CLUSTER);
      assertThat(runs).extracting(DiskRun::length).containsExactly(CLUSTER - 10L, 10L);
      assertThat(runs)
          .extracting(r -> r.stored().hostOffset())
          .containsExactly(6L * CLUSTER + 10, 2L * CLUSTER);
    }
  }

  @Test
  void channel_whenRead_isADiskToReadOnly() throws IOException {
    try (QcowDisk disk = open()) {
      SeekableByteChannel channel = disk.channel().position(16 * CLUSTER - 4);
      ByteBuffer dst = ByteBuffer.allocate(10);
      assertThat(channel.read(dst)).isEqualTo(4);
      assertThat(channel.read(dst)).isEqualTo(-1);
      assertThat(channel.position()).isEqualTo(channel.size());
      assertThatExceptionOfType(NonWritableChannelException.class)
          .isThrownBy(() -> channel.write(dst));
      channel.close();
      assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> channel.read(dst));
      assertThat(read(disk, 0, 1)).as("the disk is still open").containsExactly('c');
    }
  }

  @Test
  void open_whenALayerIsMissing_closesThoseAboveIt() throws IOException {
    Files.delete(folder.resolve("base.raw"));
    long before = openFiles();
    for (int i = 0; i < 20; i++) {
      assertThatExceptionOfType(NotFoundException.class)
          .isThrownBy(this::open)
          .withMessageContaining("base.raw");
    }
    assertThat(openFiles()).isLessThan(before + 10);
  }

  @Test
  void close_whenDone_closesEveryLayer() throws IOException {
    long before = openFiles();
    for (int i = 0; i < 20; i++) {
      try (QcowDisk disk = open()) {
        disk.close();
      }
    }
    assertThat(openFiles()).isLessThan(before + 10);
  }

  private static long openFiles() throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.count();
    }
  }

  @Test
  void open_whenTheFormatIsRaw_readsTheBytesAsTheyAre() {
    try (QcowDisk disk = QcowDisk.open(image, BackingFormat.RAW)) {
      assertThat(read(disk, 0, 4)).containsExactly('Q', 'F', 'I', 0xfb);
      assertThat(disk.map()).hasSize(1);
    }
  }

  @Test
  void options_whenTheDepthIsImpossible_areRefused() {
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> ChainOptions.builder().depth(65).build());
  }
}
