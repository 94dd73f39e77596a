package io.kvmsdk.iso;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.testkit.fixture.InstallerFixtures;
import io.kvmsdk.testkit.fixture.InstallerFixtures.Layout;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Where others fail: each test shows that they do, and that we do not. It is the table in the
 * module's README; should a rival have learned better, its row must go.
 */
@RequiresIsoTools
@RequiresTool(
    value = {"genisoimage", "--version"},
    debianPackage = "genisoimage")
class RivalsTest {
  private static final byte[] ANSWERS = "d-i answers\n".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;
  private Path ours;
  private Path theirs;
  private Path answers;

  @BeforeEach
  void nameFiles() throws IOException {
    ours = folder.resolve("ours.iso");
    theirs = folder.resolve("theirs.iso");
    answers = Files.write(folder.resolve("preseed.cfg"), ANSWERS);
  }

  private void remasterByUs(Path original) {
    IsoRemaster.of(original).add("/preseed.cfg", ANSWERS).patch().writeIso(ours);
  }

  /** The usual recipe: read, change, write with the old boot equipment. */
  private Tool.Result remasterByXorriso(Path original) {
    return Tool.run(
        "xorriso",
        "-indev",
        original,
        "-outdev",
        theirs,
        "-boot_image",
        "any",
        "replay",
        "-map",
        answers,
        "/preseed.cfg",
        "-commit");
  }

  /** Sessions are added to a copy: xorriso's quick way. */
  private void growByXorriso(Path original) throws IOException {
    Files.copy(original, theirs);
    Tool.run(
            "xorriso",
            "-boot_image",
            "any",
            "keep",
            "-dev",
            theirs,
            "-map",
            answers,
            "/preseed.cfg",
            "-commit")
        .orFail();
  }

  /** Unpack, change, pack: what most scripts do. */
  private void repackByGenisoimage(Path original) throws IOException {
    Path tree = Judges.extract(original, folder.resolve("tree"));
    Files.write(tree.resolve("preseed.cfg"), ANSWERS);
    Tool.run(
            "genisoimage",
            "-quiet",
            "-r",
            "-J",
            "-joliet-long",
            "-b",
            "isolinux/isolinux.bin",
            "-c",
            "isolinux/boot.cat",
            "-no-emul-boot",
            "-boot-load-size",
            "4",
            "-boot-info-table",
            "-eltorito-alt-boot",
            "-e",
            "boot/grub/efi.img",
            "-no-emul-boot",
            "-o",
            theirs,
            tree)
        .orFail();
  }

  private static boolean joliet(Path iso) {
    return Tool.run("isoinfo", "-d", "-i", iso).orFail().output().contains("Joliet with UCS");
  }

  private static Optional<String> fact(Path iso, String name) {
    return Judges.bootReport(iso).stream().filter(l -> l.startsWith(name)).findFirst();
  }

  @Test
  void joliet_isKept_whereXorrisoDropsIt() {
    Path original = InstallerFixtures.sampleIso(Layout.DEBIAN, 20);
    remasterByXorriso(original).orFail();

    remasterByUs(original);

    assertThat(joliet(theirs)).isFalse();
    assertThat(joliet(ours)).isTrue();
    assertThat(Judges.paths(ours, "-J")).contains("/preseed.cfg");
  }

  @Test
  void partitionTables_endWithTheImage_whereXorrisoGrowsOutOfThem() throws IOException {
    Path original = InstallerFixtures.sampleIso(Layout.DEBIAN, 20);
    growByXorriso(original);

    remasterByUs(original);

    assertThat(backupAtTheEnd(theirs)).isFalse();
    assertThat(backupAtTheEnd(ours)).isTrue();
    assertThat(Judges.partitionFindings(ours)).isEqualTo(Judges.partitionFindings(original));
  }

  /** Whether the last sector holds the GPT's second header (UEFI 2.10, 5.3.1). */
  private static boolean backupAtTheEnd(Path iso) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(iso.toFile(), "r")) {
      byte[] signature = new byte[8];
      in.seek(in.length() - 512);
      in.readFully(signature);
      return new String(signature, StandardCharsets.US_ASCII).equals("EFI PART");
    }
  }

  @Test
  void hybridBoot_isKept_whereGenisoimageHasNone() throws IOException {
    Path original = InstallerFixtures.sampleIso(Layout.DEBIAN, 20);
    repackByGenisoimage(original);

    remasterByUs(original);

    for (String table : List.of("MBR partition table", "GPT", "APM")) {
      assertThat(fact(original, table)).isPresent();
      assertThat(fact(theirs, table)).isEmpty();
      assertThat(fact(ours, table)).isPresent();
    }
  }

  @Test
  void md5sums_areTrue_whereXorrisoLeavesThemStale() throws IOException {
    Path original = InstallerFixtures.sampleIso(Layout.DEBIAN, 20);
    Path menu = Files.writeString(folder.resolve("txt.cfg"), "label edited\n");
    Tool.run(
            "xorriso",
            "-indev",
            original,
            "-outdev",
            theirs,
            "-boot_image",
            "any",
            "replay",
            "-map",
            menu,
            "/isolinux/txt.cfg",
            "-commit")
        .orFail();

    IsoRemaster.of(original).replace("/isolinux/txt.cfg", menu).patch().writeIso(ours);

    Path stale = Judges.extract(theirs, folder.resolve("theirs"));
    assertThat(Tool.runIn(stale, "md5sum", "-c", "--quiet", "md5sum.txt").output())
        .contains("./isolinux/txt.cfg: FAILED");
    Judges.checkMd5Sums(Judges.extract(ours, folder.resolve("ours")));
  }

  @Test
  @RequiresTool(
      value = {"which", "checkisomd5"},
      debianPackage = "isomd5sum")
  void mediaCheck_isGreen_whereXorrisoLeavesItRed() {
    Path original = InstallerFixtures.sampleIso(Layout.RHEL, 20);
    remasterByXorriso(original).orFail();

    remasterByUs(original);

    assertThat(Tool.run("checkisomd5", original).exit()).isZero();
    assertThat(Tool.run("checkisomd5", theirs).exit()).isNotZero();
    assertThat(Tool.run("checkisomd5", ours).exit()).isZero();
  }

  @Test
  void manyLongLinks_areWritten_whereXorrisoAborts() throws IOException {
    Path tree = Files.createDirectory(folder.resolve("tree"));
    Path original = folder.resolve("original.iso");
    IsoBuilder.labelled("LINKS").add("/readme", ANSWERS).write(original);
    IsoRemaster remaster = IsoRemaster.of(original);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 270; i++) {
      String name = "firmware-%03d-".formatted(i) + "n".repeat(48);
      String target = "../pool/non-free/f/" + "t".repeat(71);
      Files.createSymbolicLink(tree.resolve(name), Path.of(target));
      remaster.addLink("/firmware/" + name, target);
      names.add("/firmware/" + name);
    }

    Tool.Result xorriso =
        Tool.run("xorriso", "-outdev", theirs, "-map", tree, "/firmware", "-commit");
    remaster.patch().writeIso(ours);

    assertThat(xorriso.output()).contains("Calculated and written ECMA-119 tree end differ");
    assertThat(Judges.paths(ours, "-R")).containsAll(names);
    assertThat(Judges.listing(ours)).hasSizeGreaterThan(270);
  }

  @Test
  void firstPartition_showsTheNewFile_whereXorrisoGrowsBehindIt() throws IOException {
    Path original = InstallerFixtures.sampleIso(Layout.UBUNTU, 20);
    growByXorriso(original);

    remasterByUs(original);

    assertThat(pathsOfTheFirstPartition(theirs)).doesNotContain("/preseed.cfg");
    assertThat(pathsOfTheFirstPartition(ours)).contains("/preseed.cfg");
  }

  /** Of exactly those sectors that the table gives to the partition, as a boot loader sees it. */
  private List<String> pathsOfTheFirstPartition(Path iso) throws IOException {
    String line =
        Tool.run("sfdisk", "-d", iso)
            .orFail()
            .output()
            .lines()
            .filter(l -> l.contains("start="))
            .findFirst()
            .orElseThrow();
    long start = number(line, "start=");
    Path partition = folder.resolve("partition-of-" + iso.getFileName());
    Tool.run(
            "dd",
            "if=" + iso,
            "of=" + partition,
            "bs=512",
            "skip=" + start,
            "count=" + number(line, "size="),
            "status=none")
        .orFail();
    String found = Tool.run("bsdtar", "-xOf", partition, "preseed.cfg").output();
    return found.contains("d-i answers") ? List.of("/preseed.cfg") : List.of();
  }

  private static long number(String line, String name) {
    return Long.parseLong(line.substring(line.indexOf(name) + name.length()).strip().split(",")[0]);
  }

  @Test
  void fileOverFourGigabytes_isKept_whereGenisoimageRefuses(
      @TempDir(factory = TempDirFactory.Standard.class) Path disk) throws IOException {
    Path tree = Files.createDirectory(folder.resolve("tree"));
    long length = (4L << 30) + 4096;
    try (RandomAccessFile sparse = new RandomAccessFile(tree.resolve("large.img").toFile(), "rw")) {
      sparse.setLength(length);
    }
    Tool.Result genisoimage = Tool.run("genisoimage", "-quiet", "-r", "-o", theirs, tree);
    Path original = folder.resolve("original.iso");
    IsoBuilder.labelled("LARGE").add("/readme", ANSWERS).write(original);

    Path overlay = disk.resolve("ours.qcow2");
    IsoRemaster.of(original)
        .add("/large.img", tree.resolve("large.img"))
        .patch()
        .writeOverlay(overlay, original.toString());

    assertThat(genisoimage.exit()).isNotZero();
    Tool.run("qemu-img", "convert", "-O", "raw", overlay, ours).orFail();
    assertThat(Judges.listing(ours)).anyMatch(l -> l.contains(" " + length + " "));
  }

  @Test
  void hiddenBootImage_isKept_whereRepackingLosesIt() throws IOException {
    Path original = InstallerFixtures.sampleIso(Layout.UBUNTU, 20);
    Path tree = Judges.extract(original, folder.resolve("tree"));
    Tool.run(
            "genisoimage",
            "-quiet",
            "-r",
            "-b",
            "boot/grub/i386-pc/eltorito.img",
            "-no-emul-boot",
            "-boot-load-size",
            "4",
            "-boot-info-table",
            "-o",
            theirs,
            tree)
        .orFail();

    remasterByUs(original);

    assertThat(uefiImages(original)).isEqualTo(1);
    assertThat(uefiImages(theirs)).isZero();
    assertThat(uefiImages(ours)).isEqualTo(1);
  }

  private static long uefiImages(Path iso) {
    return Judges.bootReport(iso).stream()
        .filter(l -> l.startsWith("El Torito boot img") && l.contains("UEFI"))
        .count();
  }
}
