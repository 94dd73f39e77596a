package io.kvmsdk.qcow2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Images full of every kind of cluster, as QEMU's tools see them. */
@RequiresTool(
    value = {"qemu-img", "--version"},
    debianPackage = "qemu-utils")
class ImageWriterTest {
  private static final int SIZE = (9 << 20) - 5 * 512;

  @TempDir Path folder;

  private Path base;
  private Path target;

  /** What the guest is to see. */
  private byte[] disk;

  @BeforeEach
  void makeBase() throws IOException {
    disk = new byte[SIZE];
    Arrays.fill(disk, (byte) 7);
    base = Files.write(folder.resolve("base.raw"), disk);
    target = folder.resolve("image.qcow2");
  }

  static Stream<Arguments> layouts() {
    List<Arguments> all = new ArrayList<>();
    for (int bits : new int[] {9, 12, 14, 16, 21}) {
      for (int refcountBits : new int[] {1, 2, 8, 16, 64}) {
        all.add(Arguments.of(bits, refcountBits, bits >= 14 && refcountBits != 8));
      }
    }
    return all.stream();
  }

  private QcowOverlay overlay(int clusterBits, int refcountBits, boolean extendedL2) {
    return QcowOverlay.on(base, BackingFormat.RAW).toBuilder()
        .clusterSize(ByteSize.bytes(1 << clusterBits))
        .refcountBits(refcountBits)
        .extendedL2(extendedL2)
        .durable(false)
        .build();
  }

  @ParameterizedTest(name = "clusters of 2^{0}, refcounts of {1} bits, extended L2 {2}")
  @MethodSource("layouts")
  void create_whenKindsOfClustersAlternate_qemuReadsThemAll(
      int clusterBits, int refcountBits, boolean extendedL2) throws IOException {
    NewImage image = NewImage.of(overlay(clusterBits, refcountBits, extendedL2));
    ImageWriter.create(target, image, writer -> fill(writer, 1 << clusterBits));
    Tool.run("qemu-img", "check", "-f", "qcow2", target).orFail();
    Path expected = Files.write(folder.resolve("expected.raw"), disk);
    Tool.run("qemu-img", "compare", "-f", "qcow2", "-F", "raw", target, expected).orFail();
  }

  /** Runs of data, zeros, compressed and untold clusters, up to the last one of the disk. */
  private void fill(ImageWriter writer, int cluster) throws IOException {
    Random random = new Random(cluster);
    long end = ((long) SIZE + cluster - 1) / cluster;
    try (ClusterDeflater deflater = new ClusterDeflater(cluster)) {
      for (long first = 0, count; first < end; first += count) {
        count = Math.min(end - first, 1 + random.nextInt(9));
        switch (random.nextInt(4)) {
          case 0 -> data(writer, first, count, cluster, random);
          case 1 -> zeros(writer, first, count, cluster);
          case 2 -> compressed(writer, first, count, deflater, random);
          default -> count = Math.min(count, 3);
        }
      }
    }
  }

  private void data(ImageWriter writer, long first, long count, int cluster, Random random)
      throws IOException {
    long at = writer.data(first, count);
    byte[] bytes = new byte[(int) count * cluster];
    random.nextBytes(bytes);
    ImageFiles.writeAt(writer.channel(), at, ByteBuffer.wrap(bytes));
    show(first * cluster, bytes);
  }

  private void zeros(ImageWriter writer, long first, long count, int cluster) throws IOException {
    writer.zeros(first, count);
    show(first * cluster, new byte[(int) count * cluster]);
  }

  /** From what a quarter to hardly anything remains of. */
  private void compressed(
      ImageWriter writer, long first, long count, ClusterDeflater deflater, Random random)
      throws IOException {
    for (long i = first; i < first + count; i++) {
      byte[] bytes = new byte[writer.clusterSize()];
      random.nextBytes(bytes);
      Arrays.fill(bytes, bytes.length >> (1 + random.nextInt(4)), bytes.length, (byte) i);
      Optional<ByteBuffer> deflated = deflater.deflate(bytes);
      writer.compressed(i, deflated.orElseThrow());
      show(i * bytes.length, bytes);
    }
  }

  private void show(long at, byte[] bytes) {
    System.arraycopy(bytes, 0, disk, (int) at, (int) Math.min(bytes.length, SIZE - at));
  }

  @Test
  void create_whenClustersCompressWell_sharesTheFilesClusters() {
    QcowSpec alone = QcowSpec.builder().size(ByteSize.mib(64)).durable(false).build();
    ImageWriter.create(
        target,
        NewImage.of(alone),
        writer -> {
          try (ClusterDeflater deflater = new ClusterDeflater(65536)) {
            for (int i = 0; i < 1024; i++) {
              writer.compressed(i, deflater.deflate(new byte[65536]).orElseThrow());
            }
          }
        });
    Tool.run("qemu-img", "check", "-f", "qcow2", target).orFail();
    assertThat(target.toFile().length()).isLessThan(1 << 20);
  }

  @Test
  void create_whenAnImageStandsAlone_zerosTakeNothing() throws IOException {
    NewImage alone = NewImage.of(QcowSpec.of(ByteSize.gib(1)));
    ImageWriter.create(target, alone, writer -> writer.zeros(0, 1 << 14));
    ImageWriter.create(folder.resolve("empty"), alone, writer -> {});
    assertThat(target).hasSameBinaryContentAs(folder.resolve("empty"));
  }

  @Test
  void deflate_whenACluserCannotShrink_givesNothing() {
    byte[] noise = new byte[65536];
    new Random(1).nextBytes(noise);
    try (ClusterDeflater deflater = new ClusterDeflater(65536)) {
      assertThat(deflater.deflate(noise)).isEmpty();
    }
  }

  @Test
  void data_whenToldBackwards_isRefusedAndNothingIsLeft() {
    NewImage alone = NewImage.of(QcowSpec.of(ByteSize.mib(1)));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ImageWriter.create(
                    target,
                    alone,
                    writer -> {
                      writer.data(5, 1);
                      writer.data(4, 1);
                    }));
    assertThat(folder.toFile().list()).containsExactly("base.raw");
  }
}
