package io.kvmsdk.iso;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.testkit.fixture.InstallerFixtures;
import io.kvmsdk.testkit.fixture.InstallerFixtures.Layout;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ubuntu's and Fedora's layout: the EFI system partition lies behind the volume's own one. */
@RequiresIsoTools
@RequiresTool(
    value = {"fsck.fat", "--help"},
    debianPackage = "dosfstools")
class AppendedPartitionTest {
  @TempDir Path folder;

  private Path written(IsoPatch patch) {
    return Judges.written(patch, folder.resolve("new.iso"));
  }

  private static IsoRemaster smallJob(Path original) {
    return IsoRemaster.of(original)
        .add("/preseed.cfg", Xorriso.random(3000, 2))
        .edit("/boot/grub/grub.cfg", text -> text.replace("timeout=", "timeout=1"));
  }

  /** Where a partition begins and how long it is, in sectors, as xorriso tells it. */
  private static long[] partition(Path iso, String table, int number) {
    Pattern line =
        Pattern.compile(
            table + ".*: +" + number + " +(?:0x.. +0x.. +)?(?<start>\\d+) +(?<size>\\d+)");
    return Judges.bootReport(iso).stream()
        .map(line::matcher)
        .filter(Matcher::matches)
        .map(m -> new long[] {Long.parseLong(m.group("start")), Long.parseLong(m.group("size"))})
        .findFirst()
        .orElseThrow();
  }

  private static long uefiBlock(Path iso) {
    String line =
        Judges.bootReport(iso).stream()
            .filter(l -> l.startsWith("El Torito boot img") && l.contains("UEFI"))
            .findFirst()
            .orElseThrow();
    return Long.parseLong(line.substring(line.lastIndexOf(' ') + 1));
  }

  private Path cut(Path iso, long[] sectors, String name) throws IOException {
    byte[] bytes = new byte[Math.toIntExact(sectors[1] * 512)];
    try (RandomAccessFile file = new RandomAccessFile(iso.toFile(), "r")) {
      file.seek(sectors[0] * 512);
      file.readFully(bytes);
    }
    return Files.write(folder.resolve(name), bytes);
  }

  /** Fails unless the volume's partition, cut out, holds all that the whole image does. */
  private void checkVolumePartition(Path iso, String table, String... files) throws IOException {
    Path volume = cut(iso, partition(iso, table, 1), "volume.iso");
    if (partition(iso, table, 1)[0] > 0) { // else its catalog still tells of the other partition
      Judges.checkMedia(volume);
    }
    assertThat(Judges.paths(volume, "-R")).isEqualTo(Judges.paths(iso, "-R"));
    assertThat(Judges.paths(volume, "-J")).isEqualTo(Judges.paths(iso, "-J"));
    for (String file : files) {
      for (String tree : List.of("-R", "-J")) {
        assertThat(Tool.run("isoinfo", tree, "-i", volume, "-x", file).orFail().output())
            .isNotEmpty()
            .isEqualTo(Tool.run("isoinfo", tree, "-i", iso, "-x", file).orFail().output());
      }
    }
  }

  /** Fails unless the EFI system partition is whole, and firmware finds it where it is. */
  private void checkEsp(Path original, Path iso, String table) throws IOException {
    long[] place = partition(iso, table, 2);
    Path esp = cut(iso, place, "esp.img");
    Tool.run("fsck.fat", "-n", esp).orFail();
    assertThat(esp)
        .hasSameBinaryContentAs(cut(original, partition(original, table, 2), "old-esp.img"));
    assertThat(uefiBlock(iso) * 4).isEqualTo(place[0]);
  }

  @Test
  void patch_whenUbuntuAndTheJobIsSmall_movesNothing() throws IOException {
    Path original = InstallerFixtures.sampleIso(Layout.UBUNTU, 20);
    IsoPatch patch = smallJob(original).patch();

    Path iso = written(patch);

    assertThat(patch.newLength()).isEqualTo(patch.originalLength());
    assertThat(patch.changedSectors() * 2048).isLessThanOrEqualTo(64 << 10);
    assertThat(Judges.bootReport(iso)).isEqualTo(Judges.bootReport(original));
    assertThat(Judges.partitionFindings(iso)).isEqualTo(Judges.partitionFindings(original));
    checkVolumePartition(iso, "GPT start", "/preseed.cfg", "/boot/grub/grub.cfg");
  }

  @Test
  void patch_whenUbuntuAndTheJobIsLarge_movesTheEspBehindTheNewData() throws IOException {
    Path original = InstallerFixtures.sampleIso(Layout.UBUNTU, 20);
    IsoPatch patch = smallJob(original).add("/big.bin", Xorriso.random(3_000_000, 3)).patch();

    Path iso = written(patch);

    checkVolumePartition(iso, "GPT start", "/preseed.cfg", "/big.bin");
    checkEsp(original, iso, "GPT start");
    assertThat(Judges.partitionFindings(iso)).isEqualTo(Judges.partitionFindings(original));
    assertThat(changed(original, iso))
        .containsExactlyInAnyOrder(
            "El Torito boot img :   2",
            "ISO image size/512",
            "MBR partition      :   1",
            "GPT lba range",
            "GPT start and size :   1",
            "GPT start and size :   2",
            "GPT start and size :   3");
    Path tree = Judges.extract(iso, folder.resolve("tree"));
    Judges.checkMd5Sums(tree);
    Path overlay = folder.resolve("overlay.qcow2");
    patch.writeOverlay(overlay, original.toString());
    Judges.compareOverlay(overlay, iso);
  }

  /** What the report says of the original and not of the new image, without the numbers. */
  private static List<String> changed(Path original, Path iso) {
    List<String> gone = new ArrayList<>(Judges.bootReport(original));
    gone.removeAll(Judges.bootReport(iso));
    assertThat(Judges.bootReport(iso)).hasSameSizeAs(Judges.bootReport(original));
    return gone.stream()
        .map(l -> l.replaceFirst("^(GPT lba range|ISO image size/512|.{19}: +\\d).*", "$1"))
        .toList();
  }

  /** A remaster can be remastered: what moved once is found again. */
  @Test
  void patch_whenTheEspHasMovedBefore_movesItAgain() throws IOException {
    Path original = InstallerFixtures.sampleIso(Layout.UBUNTU, 20);
    Path first = folder.resolve("first.iso");
    IsoRemaster.of(original).add("/one.bin", Xorriso.random(100_000, 4)).patch().writeIso(first);

    Path iso = written(IsoRemaster.of(first).add("/two.bin", Xorriso.random(100_000, 5)).patch());

    checkVolumePartition(iso, "GPT start", "/one.bin", "/two.bin");
    checkEsp(original, iso, "GPT start");
  }

  /** A folder that outgrows its blocks cannot go between the descriptors, so partitions move. */
  @Test
  void patch_whenAFolderGrows_itIsInThePartitionToo() throws IOException {
    Path original = InstallerFixtures.sampleIso(Layout.UBUNTU, 20);
    IsoRemaster remaster = IsoRemaster.of(original);
    for (int i = 0; i < 60; i++) {
      remaster.add("/casper/added-%02d.bin".formatted(i), Xorriso.random(100, i));
    }

    Path iso = written(remaster.patch());

    checkVolumePartition(iso, "GPT start", "/casper/added-00.bin", "/casper/added-59.bin");
    Judges.checkMd5Sums(Judges.extract(iso, folder.resolve("tree")));
    checkEsp(original, iso, "GPT start");
    assertThat(Judges.partitionFindings(iso)).isEqualTo(Judges.partitionFindings(original));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-partition_offset 16 --mbr-force-bootable",
        "-partition_offset 16 --mbr-force-bootable -no-pad",
      })
  void patch_whateverThePadding_keepsTheGptPartitions(String options) throws IOException {
    Path original =
        new Xorriso(folder)
            .make(
                Xorriso.GRUB2
                    + " "
                    + options
                    + " -append_partition 2 "
                    + Xorriso.ESP_TYPE
                    + " ESP -appended_part_as_gpt"
                    + " -iso_mbr_part_type "
                    + Xorriso.BASIC_DATA
                    + Xorriso.EFI_APPENDED);

    Path iso =
        written(IsoRemaster.of(original).add("/big.bin", Xorriso.random(400_000, 6)).patch());

    checkVolumePartition(iso, "GPT start", "/big.bin");
    checkEsp(original, iso, "GPT start");
    assertThat(Judges.partitionFindings(iso)).isEqualTo(Judges.partitionFindings(original));
  }

  /** Padding that the partition has at its end is taken before anything is moved. */
  @Test
  void patch_whenThePartitionEndsWithACylinder_usesThePadding() throws IOException {
    Path original =
        new Xorriso(folder)
            .make(
                Xorriso.GRUB2
                    + " -partition_offset 16 -partition_cyl_align all"
                    + " -append_partition 2 0xef ESP"
                    + Xorriso.EFI_APPENDED);
    int padding = padding(cut(original, partition(original, "MBR partition ", 1), "old.iso"));
    assertThat(padding).isGreaterThan(32 << 10);
    IsoPatch fits = IsoRemaster.of(original).add("/a.bin", Xorriso.random(padding, 7)).patch();
    IsoPatch not = IsoRemaster.of(original).add("/a.bin", Xorriso.random(padding + 1, 7)).patch();

    Path iso = written(fits);

    assertThat(fits.newLength()).isEqualTo(fits.originalLength());
    assertThat(not.newLength()).isEqualTo(not.originalLength() + (1 << 20));
    assertThat(Judges.bootReport(iso)).isEqualTo(Judges.bootReport(original));
    checkVolumePartition(iso, "MBR partition ", "/a.bin");
  }

  /** The zeros at a file's end, in bytes of whole blocks. */
  private static int padding(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] == 0) {
      end--;
    }
    return (bytes.length - end) / 2048 * 2048;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-partition_offset 16",
        "-partition_offset 16 -no-pad",
        "-partition_cyl_align all"
      })
  void patch_whenThePartitionsAreInTheMbr_movesThemThere(String options) throws IOException {
    Path original =
        new Xorriso(folder)
            .make(
                Xorriso.GRUB2
                    + " "
                    + options
                    + " -append_partition 2 0xef ESP"
                    + Xorriso.EFI_APPENDED);

    Path iso =
        written(IsoRemaster.of(original).add("/big.bin", Xorriso.random(400_000, 8)).patch());

    checkVolumePartition(iso, "MBR partition ", "/big.bin");
    checkEsp(original, iso, "MBR partition ");
    assertThat(Judges.partitionFindings(iso)).isEqualTo(Judges.partitionFindings(original));
  }
}
