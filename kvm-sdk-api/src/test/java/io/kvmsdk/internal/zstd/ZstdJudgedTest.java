package io.kvmsdk.internal.zstd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the zstd program writes is decoded to what it was given. */
@RequiresTool(
    value = {"zstd", "--version"},
    debianPackage = "zstd")
@Timeout(300)
class ZstdJudgedTest {
  /**
   * Around each length at which a field of the format grows, a block ends, or a cluster is full.
   */
  private static final int[] EDGES = {1 << 5, 1 << 8, 1 << 9, 1 << 10, 1 << 12, 1 << 16, 1 << 17};

  private static final int[] LARGE = {(1 << 18) - 1, 1 << 20, (1 << 21) - 1, 1 << 21};

  private final ZstdDecoder decoder = new ZstdDecoder();

  @TempDir Path folder;

  private Path frames;

  @BeforeEach
  void makeFolder() throws IOException {
    frames = Files.createDirectory(folder.resolve("frames"));
  }

  static Stream<String> levels() {
    Stream<String> usual = IntStream.rangeClosed(1, 19).mapToObj(level -> "-" + level);
    return Stream.concat(Stream.of("--fast=5"), Stream.concat(usual, Stream.of("--ultra -22")));
  }

  @ParameterizedTest
  @MethodSource("levels")
  void level_isDecoded(String options) throws IOException {
    assertDecoded(options, edges(options.hashCode()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-3 --no-check",
        "-3 --no-content-size",
        "-19 --no-check --no-content-size",
        "-1 --compress-literals",
        "-1 --no-compress-literals",
        "-5 --long=27",
        "-3 --rsyncable -T2",
        "-3 --zstd=wlog=10",
        "-16 --zstd=wlog=10",
        "-12 --zstd=wlog=11,mml=3",
        "-7 --zstd=wlog=17",
      })
  void option_isDecoded(String options) throws IOException {
    assertDecoded(options, edges(options.hashCode()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--fast=5", "-1", "-3", "-6", "-9", "-3 --no-content-size"})
  void largestClusters_areDecoded(String options) throws IOException {
    assertDecoded(options, samples(LARGE, options.hashCode()));
  }

  @Test
  void largestCluster_atAHighLevel_isDecoded() throws IOException {
    assertDecoded("-19", List.of(sample(Samples.MIXED, 1 << 21, 19)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 70_000, 1 << 20})
  void stream_isDecoded(int length) throws IOException {
    Path content = sample(Samples.TEXT, length, length);
    Path frame = frames.resolve("stream.zst");
    Tool.run("sh", "-c", "cat \"$0\" | zstd -q -3 > \"$1\"", content, frame).orFail();
    assertThat(decode(frame, length)).isEqualTo(Files.readAllBytes(content));
  }

  @Test
  void clusterPaddedWithOtherBytes_isDecoded() throws IOException {
    Path content = sample(Samples.TEXT, 65_536, 1);
    compress("-3", List.of(content));
    byte[] frame = Files.readAllBytes(frameOf(content));
    byte[] source = Frames.join(Samples.NOISE.bytes(77, 2), frame, Samples.NOISE.bytes(500, 3));
    byte[] target = new byte[65_536];
    decoder.decode(source, 77, source.length - 77, target);
    assertThat(target).isEqualTo(Files.readAllBytes(content));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-3", "-3 --no-content-size --no-check"})
  void targetOfAnotherLength_isNotFilled(String options) throws IOException {
    Path content = sample(Samples.TEXT, 65_536, 4);
    compress(options, List.of(content));
    for (int length : new int[] {0, 65_535, 65_537, 131_072}) {
      assertThatExceptionOfType(ZstdException.class)
          .isThrownBy(() -> decode(frameOf(content), length));
    }
  }

  @Test
  void dictionary_isRefusedByName() throws IOException {
    List<Path> training = new ArrayList<>();
    for (int seed = 0; seed < 100; seed++) {
      training.add(sample(Samples.TEXT, 2000, seed));
    }
    Path dictionary = folder.resolve("dictionary");
    Tool.run(
            words("zstd -q --train --dictID=4711 --maxdict=4096 -o", List.of(dictionary), training))
        .orFail();
    compress("-D " + dictionary, training.subList(0, 1));
    assertThatExceptionOfType(ZstdException.class)
        .isThrownBy(() -> decode(frameOf(training.get(0)), 2000))
        .withMessageContaining("dictionary 4711 is needed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-16 --zstd=wlog=10", "-3"})
  void frameOfManyBlocks_whenMutated_isDecodedOrRefused(String options) throws IOException {
    List<Path> contents = edges(5);
    compress(options, contents);
    Random random = new Random(22);
    int refused = 0;
    for (Path content : contents) {
      byte[] frame = Files.readAllBytes(frameOf(content));
      for (int i = 0; i < 50; i++) {
        byte[] mutated = ZstdHostileTest.mutated(frame, random);
        refused += ZstdHostileTest.refuses(decoder, mutated, (int) Files.size(content)) ? 1 : 0;
      }
    }
    assertThat(refused).isGreaterThan(25 * contents.size());
  }

  private void assertDecoded(String options, List<Path> contents) throws IOException {
    compress(options, contents);
    for (Path content : contents) {
      byte[] expected = Files.readAllBytes(content);
      byte[] actual = decode(frameOf(content), expected.length);
      assertThat(Arrays.mismatch(actual, expected)).as(content.toString()).isEqualTo(-1);
    }
  }

  private byte[] decode(Path frame, int length) throws IOException {
    byte[] source = Files.readAllBytes(frame);
    byte[] target = new byte[length];
    decoder.decode(source, 0, source.length, target);
    return target;
  }

  /** All in one process, as starting one costs more than it does. */
  private void compress(String options, List<Path> contents) {
    String command = "zstd -q -f " + options + " --output-dir-flat";
    Tool.run(words(command, List.of(frames), contents)).orFail();
  }

  private Path frameOf(Path content) {
    return frames.resolve(content.getFileName() + ".zst");
  }

  private List<Path> edges(int seed) throws IOException {
    IntStream around = Arrays.stream(EDGES).flatMap(edge -> IntStream.range(edge - 1, edge + 2));
    return samples(IntStream.concat(IntStream.range(0, 20), around).toArray(), seed);
  }

  /** One sample of each length, each of the next kind. */
  private List<Path> samples(int[] lengths, int seed) throws IOException {
    Samples[] kinds = Samples.values();
    List<Path> contents = new ArrayList<>();
    for (int length : lengths) {
      int next = Math.floorMod(seed + contents.size(), kinds.length);
      contents.add(sample(kinds[next], length, seed));
    }
    return contents;
  }

  private Path sample(Samples kind, int length, int seed) throws IOException {
    return Files.write(folder.resolve(kind + "-" + length + "-" + seed), kind.bytes(length, seed));
  }

  private static Object[] words(String command, List<Path> first, List<Path> rest) {
    return Stream.of(Stream.of(command.split(" ", -1)), first.stream(), rest.stream())
        .flatMap(words -> words)
        .toArray();
  }
}
