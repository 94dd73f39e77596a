package io.kvmsdk.qcow2;

import static io.kvmsdk.qcow2.MappedBytes.CLUSTER;
import static io.kvmsdk.qcow2.MappedBytes.COMPRESSED;
import static io.kvmsdk.qcow2.MappedBytes.DATA;
import static io.kvmsdk.qcow2.MappedBytes.L2;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What stands in a cluster that zstd has compressed: QEMU reads what we read, and no more. */
@RequiresTool(
    value = {"qemu-img", "--version"},
    debianPackage = "qemu-utils")
class ZstdClusterJudgedTest {
  private static final byte[] CONTENT = content();
  private static final int HALF = CLUSTER / 2;
  private static final int WINDOW_1_MIB = 10 << 3;
  private static final int WINDOW_128_MIB = 17 << 3;
  private static final int CHECKSUM = 1 << 2;
  private static final int DICTIONARY = 1;

  /** The low 32 bits of XXH64, as the program zstd tells it of the content, and of its halves. */
  private static final long HASH = 0x7d030063L;

  private static final long HASH_OF_FIRST = 0x4be310a5L;
  private static final long HASH_OF_SECOND = 0x8f929e14L;

  @TempDir Path folder;

  private static byte[] content() {
    byte[] content = new byte[CLUSTER];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) ((i * i) >> 7);
    }
    return content;
  }

  /** Frames by hand (RFC 8878, 3.1.1), whose blocks are stored as they are. */
  private static final class Frames {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Begins one that does not say how much it holds. */
    Frames frame(int flags, int window) {
      return number(4, 0xFD2FB528L).number(1, flags).number(1, window);
    }

    /** Begins one that says so. */
    Frames sized(int flags, long size) {
      return number(4, 0xFD2FB528L).number(1, 0xa0 | flags).number(4, size);
    }

    Frames block(int from, int length) {
      number(3, length << 3);
      out.write(CONTENT, from, length);
      return this;
    }

    /** The frame's last block. */
    Frames last(int from, int length) {
      number(3, length << 3 | 1);
      out.write(CONTENT, from, length);
      return this;
    }

    Frames first() {
      return frame(0, WINDOW_1_MIB).last(0, HALF);
    }

    Frames second() {
      return frame(0, WINDOW_1_MIB).last(HALF, HALF);
    }

    Frames whole() {
      return frame(0, WINDOW_1_MIB).block(0, HALF).last(HALF, HALF);
    }

    Frames skippable(int length) {
      return number(4, 0x184D2A5FL).number(4, length).number(7, 0x64657070696b73L);
    }

    Frames number(int bytes, long value) {
      for (int i = 0; i < bytes; i++) {
        out.write((int) (value >> (8 * i)));
      }
      return this;
    }
  }

  private static Frames frames() {
    return new Frames();
  }

  static Stream<Arguments> readable() {
    return Stream.of(
        arguments("one frame", frames().whole()),
        arguments("its size told", frames().sized(0, CLUSTER).block(0, HALF).last(HALF, HALF)),
        arguments(
            "a checksum",
            frames().sized(CHECKSUM, CLUSTER).block(0, HALF).last(HALF, HALF).number(4, HASH)),
        arguments(
            "an empty block last",
            frames().frame(0, WINDOW_1_MIB).block(0, HALF).block(HALF, HALF).last(0, 0)),
        arguments("two frames", frames().first().second()),
        arguments(
            "a checksum each",
            frames()
                .sized(CHECKSUM, HALF)
                .last(0, HALF)
                .number(4, HASH_OF_FIRST)
                .sized(CHECKSUM, HALF)
                .last(HALF, HALF)
                .number(4, HASH_OF_SECOND)),
        arguments("a third frame, of no interest", frames().first().second().second()),
        arguments("a skippable frame first", frames().skippable(7).whole()),
        arguments("a skippable frame between", frames().first().skippable(7).second()),
        arguments("an empty frame between", frames().first().sized(0, 0).last(0, 0).second()),
        arguments("dictionary 0, which is none", dictionary(0)),
        arguments("other bytes behind", frames().whole().number(8, 0x0123456789abcdefL)),
        arguments(
            "a window of 128 MiB",
            frames().frame(0, WINDOW_128_MIB).block(0, HALF).last(HALF, HALF)));
  }

  private static Frames dictionary(int id) {
    return frames()
        .number(4, 0xFD2FB528L)
        .number(1, 0xa0 | DICTIONARY)
        .number(1, id)
        .number(4, CLUSTER)
        .block(0, HALF)
        .last(HALF, HALF);
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        arguments("half of the content", frames().first()),
        arguments("half of the content, then zeros", frames().first().number(8, 0).number(8, 0)),
        arguments("other bytes between", frames().first().number(8, 0x0123456789abcdefL).second()),
        arguments("skippable frames only", frames().skippable(7).skippable(7)),
        arguments("a skippable frame without end", frames().skippable(1 << 20).whole()),
        arguments(
            "more than the cluster",
            frames().frame(0, WINDOW_1_MIB).block(0, HALF).block(HALF, HALF).last(0, 1)),
        arguments(
            "more than the cluster, in two frames",
            frames().first().frame(0, WINDOW_1_MIB).block(0, HALF).last(HALF, HALF)),
        arguments(
            "no last block", frames().frame(0, WINDOW_1_MIB).block(0, HALF).block(HALF, HALF)),
        arguments(
            "another checksum",
            frames().sized(CHECKSUM, CLUSTER).block(0, HALF).last(HALF, HALF).number(4, HASH + 1)),
        arguments(
            "another checksum of the first frame",
            frames().sized(CHECKSUM, HALF).last(0, HALF).number(4, HASH).second()),
        arguments(
            "a checksum that is cut off",
            frames().sized(CHECKSUM, CLUSTER).block(0, HALF).last(HALF, HALF)),
        arguments(
            "a size that is too large",
            frames().sized(0, CLUSTER + 1).block(0, HALF).last(HALF, HALF)),
        arguments(
            "a size that is too small",
            frames().sized(0, CLUSTER - 1).block(0, HALF).last(HALF, HALF)),
        arguments("a dictionary", dictionary(7)),
        arguments("blocks above the window", frames().frame(0, 0).block(0, HALF).last(HALF, HALF)));
  }

  /** An image whose first cluster is these frames, and behind them what is left of the sectors. */
  private Path image(Frames frames) {
    byte[] stream = frames.out.toByteArray();
    long furtherSectors = (stream.length - 1L) / 512;
    MappedBytes image = new MappedBytes().u64(72, 8).u32(100, 112).u8(104, 1).u64(L2 + 8, 0);
    image.u64(L2, COMPRESSED | furtherSectors << 56 | DATA);
    for (int i = 0; i < (furtherSectors + 1) * 512; i++) {
      image.u8(DATA + i, i < stream.length ? stream[i] : 0);
    }
    return image.writeTo(folder.resolve("zstd.qcow2"));
  }

  private static byte[] read(Path image) {
    try (QcowDisk disk = QcowDisk.open(image, BackingFormat.QCOW2)) {
      ByteBuffer cluster = ByteBuffer.allocate(CLUSTER);
      disk.read(0, cluster);
      return cluster.array();
    }
  }

  /** Whether QEMU can, too. */
  private Tool.Result convert(Path image) {
    return Tool.run(
        "qemu-img", "convert", "-f", "qcow2", "-O", "raw", image, folder.resolve("judge.raw"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("readable")
  void read_ofFramesThatQemuReads_isTheirContent(String what, Frames frames) {
    Path image = image(frames);
    convert(image).orFail();
    assertThat(folder.resolve("judge.raw")).content(ISO_8859_1).startsWith(text());
    assertThat(read(image)).isEqualTo(CONTENT);
  }

  private static String text() {
    return new String(CONTENT, ISO_8859_1);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("broken")
  void read_ofFramesThatQemuRefuses_refuses(String what, Frames frames) {
    Path image = image(frames);
    assertThat(convert(image).exit()).isEqualTo(1);
    assertThatExceptionOfType(QcowFormatException.class)
        .isThrownBy(() -> read(image))
        .withMessageContaining("cannot be unpacked");
  }

  @Test
  void read_ofAWindowThatQemuHasNoMemoryFor_needsNone() {
    Path image = image(frames().frame(0, WINDOW_128_MIB + 1).block(0, HALF).last(HALF, HALF));
    assertThat(convert(image).exit()).isEqualTo(1);
    assertThat(read(image)).isEqualTo(CONTENT);
  }
}
