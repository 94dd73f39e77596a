package io.kvmsdk.qcow2;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What we tell of images, and what {@code qemu-img info} tells: line by line the same. */
@RequiresTool(
    value = {"qemu-img", "--version"},
    debianPackage = "qemu-utils")
class ImageInfoJudgedTest {
  @TempDir Path folder;
  private Path image;

  @BeforeEach
  void setUp() throws IOException {
    folder = folder.toRealPath();
    image = folder.resolve("i.qcow2");
  }

  private void create(Object... arguments) {
    List<Object> command = new ArrayList<>(List.of("qemu-img", "create", "-q", "-f", "qcow2"));
    command.addAll(List.of(arguments));
    Tool.run(command.toArray()).orFail();
  }

  private void setIncompatible(int bit) throws IOException {
    try (FileChannel channel = FileChannel.open(image, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {(byte) (1 << bit)}), 79);
    }
  }

  /** The lines with values that qemu-img prints, sorted, for each image of the chain. */
  private static List<List<String>> judged(Path top) {
    String output =
        Tool.run("qemu-img", "info", "--output=json", "--backing-chain", "-f", "qcow2", top)
            .orFail()
            .output();
    return Arrays.stream(output.split("\n    },?\n"))
        .map(part -> sorted(part.lines().map(l -> l.strip().replaceAll(",$", ""))))
        .filter(lines -> !lines.isEmpty())
        .toList();
  }

  private static List<String> sorted(Stream<String> lines) {
    return lines.filter(l -> !l.matches("|.*[\\[{}\\]]")).sorted().toList();
  }

  private static List<List<String>> ours(Path top) {
    return ImageInfo.chain(top, BackingFormat.QCOW2, ChainOptions.defaults()).stream()
        .map(info -> sorted(lines(info)))
        .toList();
  }

  private static String line(String key, Object value) {
    return value == null
        ? null
        : "\"%s\": %s"
            .formatted(
                key,
                value instanceof Number || value instanceof Boolean ? value : "\"" + value + '"');
  }

  private static Stream<String> lines(ImageInfo info) {
    Stream<String> common =
        Stream.of(
            line("filename", info.filename()),
            line("format", info.format()),
            line("virtual-size", info.virtualSize().bytes()),
            line("actual-size", info.actualSize().orElseThrow().bytes()),
            line("dirty-flag", info.dirty()),
            line("encrypted", info.encrypted() ? true : null),
            line("backing-filename", info.backingFilename().orElse(null)),
            line("full-backing-filename", info.fullBackingFilename().orElse(null)),
            line("backing-filename-format", info.backingFilenameFormat().orElse(null)));
    Stream<String> snapshots = info.snapshots().stream().flatMap(ImageInfoJudgedTest::lines);
    Stream<String> qcow2 = info.qcow2().stream().flatMap(ImageInfoJudgedTest::lines);
    return Stream.of(common, snapshots, qcow2).flatMap(s -> s).filter(Objects::nonNull);
  }

  @SuppressWarnings({"JavaDurationGetSecondsGetNano", "JavaInstantGetSecondsGetNano"})
  private static Stream<String> lines(QcowSnapshot snapshot) {
    return Stream.of(
        line("id", snapshot.id()),
        line("name", snapshot.name()),
        line("date-sec", snapshot.date().getEpochSecond()),
        line("date-nsec", snapshot.date().getNano()),
        line("vm-clock-sec", snapshot.vmClock().toSeconds()),
        line("vm-clock-nsec", snapshot.vmClock().getNano()),
        line("vm-state-size", snapshot.vmStateSize().bytes()),
        snapshot.icount().isPresent() ? line("icount", snapshot.icount().getAsLong()) : null);
  }

  private static Stream<String> lines(QcowInfo info) {
    boolean v3 = info.compat().equals("1.1");
    Stream<String> fields =
        Stream.of(
            line("type", "qcow2"),
            line("cluster-size", info.clusterSize().bytes()),
            line("compat", info.compat()),
            line("compression-type", info.compressionType()),
            line("refcount-bits", info.refcountBits()),
            line("lazy-refcounts", v3 ? info.lazyRefcounts() : null),
            line("corrupt", v3 ? info.corrupt() : null),
            line("extended-l2", v3 ? info.extendedL2() : null),
            line("data-file", info.dataFile().orElse(null)),
            line("data-file-raw", info.dataFile().isPresent() ? info.dataFileRaw() : null));
    return Stream.concat(
        fields,
        info.bitmaps().stream()
            .flatMap(
                b ->
                    Stream.of(
                        line("name", b.name()),
                        line("granularity", b.granularity().bytes()),
                        b.auto() ? "\"auto\"" : null,
                        b.inUse() ? "\"in-use\"" : null)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "compat=0.10",
        "compat=1.1,lazy_refcounts=on",
        "cluster_size=512,refcount_bits=1",
        "cluster_size=2M,refcount_bits=64",
        "extended_l2=on,cluster_size=128k",
        "compression_type=zstd"
      })
  void info_whenQemuMadeTheImage_isTheSame(String options) {
    create("-o", options, image, "5000k");
    assertThat(ours(image)).isEqualTo(judged(image));
  }

  @Test
  void info_whenThereIsAChain_isTheSameForEachLayer() throws IOException {
    Files.createDirectory(folder.resolve("deep"));
    Files.write(folder.resolve("base.raw"), new byte[1000]);
    create("-F", "raw", "-b", "../base.raw", folder.resolve("deep/m.qcow2"), "1M");
    create("-F", "qcow2", "-b", "deep/m.qcow2", image, "2M");
    assertThat(ours(image)).hasSize(3).isEqualTo(judged(image));
  }

  @Test
  void info_whenThereAreSnapshotsAndBitmaps_isTheSame() {
    create(image, "1M");
    Tool.run("qemu-img", "snapshot", "-c", "before update", image).orFail();
    Tool.run("qemu-img", "snapshot", "-c", "after", image).orFail();
    Tool.run("qemu-img", "bitmap", "--add", "-g", "32k", image, "daily").orFail();
    Tool.run("qemu-img", "bitmap", "--add", "--disable", image, "weekly").orFail();
    assertThat(ours(image)).isEqualTo(judged(image));
    QcowInfo info = ImageInfo.of(image, BackingFormat.QCOW2).qcow2().orElseThrow();
    assertThat(info.bitmaps()).extracting(QcowBitmap::auto).containsExactly(true, false);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void info_whenTheImageIsMarkedDirtyOrCorrupt_isTheSame(int bit) throws IOException {
    create(image, "1M");
    setIncompatible(bit);
    assertThat(ours(image)).isEqualTo(judged(image));
    assertThat(ours(image).get(0))
        .contains(bit == 0 ? "\"dirty-flag\": true" : "\"corrupt\": true");
  }

  @Test
  void info_whenDataLiesInAnotherFile_isTheSameButForThatFilesSize() {
    create("-o", "data_file=" + folder.resolve("d.raw") + ",data_file_raw=on", image, "1M");
    assertThat(withoutActualSize(ours(image))).isEqualTo(withoutActualSize(judged(image)));
  }

  private static List<String> withoutActualSize(List<List<String>> infos) {
    return infos.get(0).stream().filter(l -> !l.startsWith("\"actual-size")).toList();
  }

  @ParameterizedTest
  @CsvSource({"1, aes", "2, luks"})
  void info_whenTheImageIsEncrypted_tellsWith(int cryptMethod, String name) {
    new HeaderBytes().u32(32, cryptMethod).writeTo(image);
    ImageInfo info = ImageInfo.of(image, BackingFormat.QCOW2);
    assertThat(info.encrypted()).isTrue();
    assertThat(info.qcow2().orElseThrow().encryption()).hasValue(name);
  }
}
