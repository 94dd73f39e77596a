package io.kvmsdk.qcow2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged images, beside what {@code qemu-img check} says of them. */
@RequiresTool(
    value = {"qemu-img", "--version"},
    debianPackage = "qemu-utils")
class QcowCheckTest {
  private static final int CLUSTER = 65536;

  @TempDir Path folder;

  private Path image(String options) {
    return image(List.of(options));
  }

  /** An image with some content, made with the first word as options, then by the commands. */
  private Path image(List<String> how) {
    Path image = folder.resolve("image.qcow2");
    Tool.run("qemu-img", "create", "-q", "-f", "qcow2", "-o", how.get(0), image, "8M").orFail();
    Tool.run("qemu-io", "-f", "qcow2", "-c", "write 0 1M", "-c", "write -z 2M 128k", image)
        .orFail();
    for (String command : how.subList(1, how.size())) {
      Tool.run((Object[]) command.replace("IMAGE", image.toString()).split(" ")).orFail();
    }
    return image;
  }

  /** What {@code qemu-img check} counts; -1 corruptions if it could not finish. */
  private static long[] judge(Path image) {
    Tool.Result result = Tool.run("qemu-img", "check", "-f", "qcow2", "--output=json", image);
    if (result.exit() == 1) {
      return new long[] {-1, 0, 0};
    }
    return new long[] {
      number(result, "corruptions"), number(result, "leaks"), number(result, "image-end-offset")
    };
  }

  private static long number(Tool.Result result, String name) {
    Matcher matcher = Pattern.compile("\"" + name + "\": (\\d+)").matcher(result.output());
    return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
  }

  private static void assertAgreed(Path image) {
    long[] judged = judge(image);
    QcowCheck check;
    try {
      check = QcowCheck.of(image);
    } catch (QcowFormatException e) {
      assertThat(judged[0]).as("corruptions, where we see that %s", e).isNotZero();
      return;
    }
    if (judged[0] < 0) {
      assertThat(check.corruptions()).as(check.findings().toString()).isPositive();
      return;
    }
    assertThat(new long[] {check.corruptions(), check.leaks(), check.end()})
        .as("corruptions, leaks, end: %s", check.findings())
        .isEqualTo(judged);
  }

  static Stream<List<String>> soundImages() {
    return Stream.of(
        List.of("compat=0.10"),
        List.of("cluster_size=512,refcount_bits=1"),
        List.of("cluster_size=4k,refcount_bits=64"),
        List.of("cluster_size=2M"),
        List.of("extended_l2=on,cluster_size=16k"),
        List.of("lazy_refcounts=on", "qemu-img snapshot -c one IMAGE"),
        List.of("refcount_bits=8", "qemu-img bitmap --add IMAGE b0"),
        List.of(
            "cluster_size=1k",
            "qemu-img snapshot -c one IMAGE",
            "qemu-img snapshot -c two IMAGE",
            "qemu-img bitmap --add -g 512 IMAGE b0"));
  }

  @ParameterizedTest
  @MethodSource("soundImages")
  void of_whenTheImageIsSound_findsNothing(List<String> how) throws IOException {
    Path image = image(how);
    assertThat(QcowCheck.of(image).findings()).isEmpty();
    assertAgreed(image);
  }

  @Test
  void of_whenClustersAreCompressed_countsTheirSectors() throws IOException {
    Path plain = image("cluster_size=64k");
    Path image = folder.resolve("compressed.qcow2");
    Tool.run("qemu-img", "convert", "-c", "-f", "qcow2", "-O", "qcow2", plain, image).orFail();
    assertThat(QcowCheck.of(image).findings()).isEmpty();
    assertAgreed(image);
    ImageBytes bytes = new ImageBytes(image);
    bytes.u64(bytes.l2(), bytes.u64(bytes.l2()) | ImageBytes.COPIED);
    bytes.u64(bytes.l2() + 8, bytes.u64(bytes.l2() + 8) + (3L << 54));
    assertAgreed(image);
  }

  @ParameterizedTest
  @ValueSource(ints = {55, 56, 60})
  void of_whenACompressedClusterOfASmallSizeLiesFarBehindTheEnd_saysSo(int bit) throws IOException {
    Path image = folder.resolve("compressed.qcow2");
    Tool.run("qemu-img", "create", "-q", "-f", "qcow2", "-o", "cluster_size=512", image, "64k")
        .orFail();
    Tool.run("qemu-io", "-f", "qcow2", "-c", "write -c 0 512", image).orFail();
    ImageBytes bytes = new ImageBytes(image);
    bytes.flip(bytes.l2(), bit);
    assertThat(QcowCheck.of(image).corruptions()).isEqualTo(1);
    assertAgreed(image);
  }

  static Arguments damage(String what, Class<?> finding, Consumer<ImageBytes> change) {
    return arguments(what, finding, change);
  }

  static Stream<Arguments> damages() {
    Class<?> leak = QcowFinding.Leak.class;
    Class<?> low = QcowFinding.Undercounted.class;
    Class<?> copied = QcowFinding.WrongCopied.class;
    Class<?> broken = QcowFinding.Broken.class;
    return Stream.of(
        damage("a count too high", leak, i -> i.u16(i.refcountBlock() + 2 * 5, 2)),
        damage("a count too low", low, i -> i.u16(i.refcountBlock() + 2 * 5, 0)),
        damage("a leaked cluster", leak, i -> i.u64(i.l2(), 0)),
        damage("one cluster for two", low, i -> i.u64(i.l2() + 8, i.u64(i.l2()))),
        damage("data in the header", low, i -> i.u64(i.l2(), ImageBytes.COPIED | 0x200)),
        damage("data in the L1 table", low, i -> i.u64(i.l2(), ImageBytes.COPIED | i.l1())),
        damage("L2 in the refcount table", low, i -> i.u64(i.l1(), i.refcountTable() | 1L << 63)),
        damage("COPIED missing in L2", copied, i -> i.flip(i.l2(), 63)),
        damage("COPIED missing in L1", copied, i -> i.flip(i.l1(), 63)),
        damage("data past the end", broken, i -> i.u64(i.l2(), ImageBytes.COPIED | 1L << 40)),
        damage("L2 past the end", broken, i -> i.u64(i.l1(), ImageBytes.COPIED | 1L << 40)),
        damage("data not aligned", broken, i -> i.flip(i.l2(), 10)),
        damage("L2 not aligned", broken, i -> i.flip(i.l1(), 10)),
        damage("reserved bits in L2", broken, i -> i.flip(i.l2(), 58)),
        damage("reserved bits in L1", broken, i -> i.flip(i.l1(), 3)),
        damage("a block past the end", broken, i -> i.u64(i.refcountTable() + 8, 1L << 40)),
        damage("a block not aligned", broken, i -> i.flip(i.refcountTable() + 8, 9)),
        damage("a block twice", broken, i -> i.u64(i.refcountTable() + 8, i.refcountBlock())),
        damage("no block at all", low, i -> i.u64(i.refcountTable(), 0)),
        damage("a cut file", broken, i -> i.cutTo(i.length() - 3 * CLUSTER)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damages")
  void of_whenTheImageIsDamaged_findsAsQemuImgDoes(
      String what, Class<?> finding, Consumer<ImageBytes> change) throws IOException {
    Path image = image("cluster_size=64k");
    change.accept(new ImageBytes(image));
    assertThat(QcowCheck.of(image).findings()).hasAtLeastOneElementOfType(finding);
    assertThat(QcowCheck.of(image).sound()).isFalse();
    assertAgreed(image);
  }

  static Stream<Arguments> damagesOfBitmaps() {
    return Stream.of(
        bitmaps("an extension of another length", (i, e, d) -> i.u32(e + 4, 16)),
        bitmaps("no bitmaps", (i, e, d) -> i.u32(e + 8, 0)),
        bitmaps("too many bitmaps", (i, e, d) -> i.u32(e + 8, 3)),
        bitmaps("reserved bits", (i, e, d) -> i.u32(e + 12, 1)),
        bitmaps("a directory not aligned", (i, e, d) -> i.u64(e + 24, d + 8)),
        bitmaps("a directory past the end", (i, e, d) -> i.u64(e + 24, 1L << 40)),
        bitmaps("no table", (i, e, d) -> i.u64(d, 0)),
        bitmaps("a table not aligned", (i, e, d) -> i.flip(d, 9)),
        bitmaps("an empty table", (i, e, d) -> i.u32(d + 8, 0)),
        bitmaps("an unknown flag", (i, e, d) -> i.u32(d + 12, 8)),
        bitmaps("an unknown type", (i, e, d) -> i.u16(d + 16, 0x0210)),
        bitmaps("too fine a grain", (i, e, d) -> i.u16(d + 16, 0x0108)),
        bitmaps("too coarse a grain", (i, e, d) -> i.u16(d + 16, 0x0120)),
        bitmaps("no name", (i, e, d) -> i.u16(d + 18, 0)),
        bitmaps("extra data", (i, e, d) -> i.u16(d + 18, 1).u32(d + 20, 1)));
  }

  /** Changes an image; where the extension begins, and the directory, is told. */
  private interface BitmapDamage {
    void to(ImageBytes image, long extension, long directory);
  }

  private static Arguments bitmaps(String what, BitmapDamage damage) {
    return arguments(what, damage);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damagesOfBitmaps")
  void of_whenBitmapsAreDamaged_findsAsQemuImgDoes(String what, BitmapDamage damage)
      throws IOException {
    Path image = image(List.of("cluster_size=4k", "qemu-img bitmap --add IMAGE b0"));
    ImageBytes bytes = new ImageBytes(image);
    assertThat(bytes.u32(112)).isEqualTo(HeaderExtension.BITMAPS);
    damage.to(bytes, 112, bytes.u64(112 + 24));
    assertThat(QcowCheck.of(image).corruptions()).isPositive();
    assertAgreed(image);
  }

  @Test
  void of_whenTheSnapshotTableIsNotAligned_saysSo_evenWithoutSnapshots() throws IOException {
    Path image = image("cluster_size=4k");
    new ImageBytes(image).u64(64, 0xd7);
    assertThat(QcowCheck.of(image).corruptions()).isPositive();
    assertAgreed(image);
  }

  @Test
  void of_whenAClusterLeaked_tellsWhereAndHowOften() throws IOException {
    Path image = image("cluster_size=64k");
    ImageBytes bytes = new ImageBytes(image);
    bytes.u16(bytes.refcountBlock() + 2 * 7, 3);
    assertThat(QcowCheck.of(image).findings()).contains(new QcowFinding.Leak(7 * CLUSTER, 3, 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void of_whenTablesAreDamagedAtRandom_agreesWithQemuImg(int kind) throws IOException {
    Path sound = image(soundImages().toList().get(kind));
    Path image = folder.resolve("damaged.qcow2");
    Random random = new Random(kind);
    for (int i = 0; i < 25; i++) {
      Files.copy(sound, image, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      ImageBytes bytes = new ImageBytes(image);
      for (int changes = random.nextInt(3); changes >= 0; changes--) {
        damage(bytes, random);
      }
      assertAgreed(image);
    }
  }

  /** An entry of a table gets a bit flipped, a neighbour's value, or another place in the file. */
  private static void damage(ImageBytes bytes, Random random) {
    long[] tables = {bytes.l1(), bytes.l2(), bytes.refcountTable(), bytes.refcountBlock()};
    long table = tables[random.nextInt(4)];
    long at = table < 0 || table > bytes.length() - 512 ? bytes.l1() : table;
    long entry = at + 8L * random.nextInt(12);
    switch (random.nextInt(3)) {
      case 0 -> bytes.flip(entry, random.nextInt(64));
      case 1 -> bytes.u64(entry, bytes.u64(at + 8L * random.nextInt(12)));
      default -> {
        long cluster = random.nextInt(2 + (int) (bytes.length() / bytes.clusterSize()));
        bytes.u64(entry, cluster * bytes.clusterSize() | ImageBytes.COPIED);
      }
    }
  }

  @Test
  void of_whenAllL1EntriesAreTheSame_ends() throws IOException {
    Path image = image("cluster_size=512");
    ImageBytes bytes = new ImageBytes(image);
    for (int i = 1; i < bytes.u32(36); i++) {
      bytes.u64(bytes.l1() + 8L * i, bytes.u64(bytes.l1()));
    }
    assertThat(QcowCheck.of(image).corruptions()).isPositive();
  }

  @Test
  void of_whenMuchIsWrong_keepsSomeAndCountsAll() throws IOException {
    Path image = image("cluster_size=512");
    ImageBytes bytes = new ImageBytes(image);
    for (int i = 0; i < 64; i++) {
      bytes.u64(bytes.refcountTable() + 8L * i, 0);
    }
    QcowCheck check = QcowCheck.of(image);
    assertThat(check.findings()).hasSize(QcowCheck.MOST_FINDINGS);
    assertThat(check.corruptions()).isGreaterThan(2000);
    assertAgreed(image);
  }

  @Test
  void of_whenItIsNoImage_refuses() throws IOException {
    Path text = Files.writeString(folder.resolve("text"), "x".repeat(1000));
    assertThatExceptionOfType(QcowFormatException.class).isThrownBy(() -> QcowCheck.of(text));
  }
}
