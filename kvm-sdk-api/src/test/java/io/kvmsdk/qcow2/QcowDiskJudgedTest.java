package io.kvmsdk.qcow2;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What we read of a disk, and what qemu-img reads of it. */
@RequiresTool(
    value = {"qemu-img", "--version"},
    debianPackage = "qemu-utils")
class QcowDiskJudgedTest {
  private static final Pattern MAP_ENTRY =
      Pattern.compile(
          "\"start\": (\\d+), \"length\": (\\d+), \"depth\": (\\d+), \"present\": (\\w+), "
              + "\"zero\": (\\w+), \"data\": (\\w+)(?:, \"compressed\": \\w+)?"
              + "(?:, \"offset\": (\\d+))?");

  @TempDir Path folder;

  /** As read by qemu-img; whether a run is compressed is told since QEMU 8.2 only. */
  private static List<MapEntry> mapOf(Path image) {
    String output =
        Tool.run("qemu-img", "map", "-f", "qcow2", "--output=json", image).orFail().output();
    List<MapEntry> entries = new ArrayList<>();
    MAP_ENTRY
        .matcher(output)
        .results()
        .map(QcowDiskJudgedTest::entry)
        .forEach(e -> add(entries, e));
    return entries;
  }

  /** Data may be split at a hole that the file system has there: that is no fact of the image. */
  private static void add(List<MapEntry> entries, MapEntry next) {
    int last = entries.size() - 1;
    if (last >= 0 && entries.get(last).data() && entries.get(last).goesOnIn(next)) {
      entries.set(last, entries.get(last).and(next));
    } else {
      entries.add(next);
    }
  }

  /** Data in a hole of the file are told to be zero as well, where QEMU looked for holes. */
  private static MapEntry entry(MatchResult m) {
    boolean data = Boolean.parseBoolean(m.group(6));
    return new MapEntry(
        Long.parseLong(m.group(1)),
        Long.parseLong(m.group(2)),
        Integer.parseInt(m.group(3)),
        Boolean.parseBoolean(m.group(4)),
        Boolean.parseBoolean(m.group(5)) && !data,
        data,
        false,
        m.group(7) == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(m.group(7))));
  }

  private static List<MapEntry> withoutCompressed(List<MapEntry> map) {
    return map.stream()
        .map(
            e ->
                new MapEntry(
                    e.start(),
                    e.length(),
                    e.depth(),
                    e.present(),
                    e.zero(),
                    e.data(),
                    false,
                    e.offset()))
        .toList();
  }

  private static byte[] rawOf(Path image) throws IOException {
    Path raw = image.resolveSibling("judge.raw");
    Tool.run("qemu-img", "convert", "-q", "-f", "qcow2", "-O", "raw", image, raw).orFail();
    return Files.readAllBytes(raw);
  }

  private static void assertReadsAs(QcowDisk disk, byte[] expected, Random random) {
    ByteBuffer whole = ByteBuffer.allocate(expected.length);
    disk.read(0, whole);
    assertThat(whole.array()).isEqualTo(expected);
    for (int i = 0; i < 50; i++) {
      int offset = random.nextInt(expected.length);
      byte[] part = new byte[random.nextInt(Math.min(100_000, expected.length - offset))];
      disk.read(offset, ByteBuffer.wrap(part));
      assertThat(part).isEqualTo(Arrays.copyOfRange(expected, offset, offset + part.length));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void readAndMap_whenQemuFilledAChain_agreeWithQemuImg(int seed) throws IOException {
    Path top = RandomChain.create(folder, seed, seed % 8 == 0 ? 10 : seed % 8);
    try (QcowDisk disk = QcowDisk.open(top, BackingFormat.QCOW2)) {
      assertReadsAs(disk, rawOf(top), new Random(seed));
      assertThat(withoutCompressed(disk.map())).isEqualTo(mapOf(top));
    }
  }
}
