package io.kvmsdk.iso;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Partition tables of every kind that xorriso makes, before and after a remaster. */
@RequiresIsoTools
@RequiresTool(
    value = {"mkfs.fat", "--help"},
    debianPackage = "dosfstools")
class PartitionUpkeepTest {
  @TempDir Path folder;

  /** What a distribution may have told xorriso. */
  enum Layout {
    NO_TABLE(Xorriso.ISOLINUX),
    PROTECTIVE(" --protective-msdos-label" + Xorriso.ISOLINUX + Xorriso.EFI_IN_TREE),
    ISOHYBRID(Xorriso.ISOHYBRID),
    ISOHYBRID_GPT(Xorriso.ISOHYBRID + Xorriso.EFI_IN_TREE + " -isohybrid-gpt-basdat"),
    ISOHYBRID_APM(
        Xorriso.ISOHYBRID + Xorriso.EFI_IN_TREE + " -isohybrid-gpt-basdat -isohybrid-apm-hfsplus"),
    ISOHYBRID_APPENDED(Xorriso.ISOHYBRID + " -append_partition 2 0xef ESP" + Xorriso.EFI_APPENDED),
    GRUB(Xorriso.GRUB2 + Xorriso.EFI_IN_TREE),
    GRUB_APPENDED(Xorriso.GRUB2 + " -append_partition 2 0xef ESP" + Xorriso.EFI_APPENDED),
    GRUB_OFFSET(
        Xorriso.GRUB2
            + " -partition_offset 16 -append_partition 2 0xef ESP"
            + Xorriso.EFI_APPENDED),
    /** No partition holds the volume as Linux would mount it, so nothing needs to move. */
    GPT_APPENDED(
        Xorriso.GRUB2
            + " -append_partition 2 "
            + Xorriso.ESP_TYPE
            + " ESP -appended_part_as_gpt"
            + Xorriso.EFI_APPENDED),
    GPT_APPENDED_LAST(
        Xorriso.GRUB2
            + " -no-pad -append_partition 2 "
            + Xorriso.ESP_TYPE
            + " ESP -appended_part_as_gpt"
            + Xorriso.EFI_APPENDED),
    GPT_OFFSET(
        Xorriso.GRUB2
            + " -partition_offset 16 --mbr-force-bootable -append_partition 2 "
            + Xorriso.ESP_TYPE
            + " ESP -appended_part_as_gpt -iso_mbr_part_type "
            + Xorriso.BASIC_DATA
            + Xorriso.EFI_APPENDED),
    /** The EFI image is a file and a partition at once, and fillers lie around it. */
    GPT_IN_TREE(Xorriso.GRUB2 + " -efi-boot-part --efi-boot-image" + Xorriso.EFI_IN_TREE);

    private final String options;

    Layout(String options) {
      this.options = options;
    }

    private boolean efiInTree() {
      return options.contains(Xorriso.EFI_IN_TREE);
    }
  }

  private Path original(Layout layout) throws IOException {
    return new Xorriso(folder).make(layout.options);
  }

  private Path written(IsoRemaster remaster) {
    IsoPatch patch = remaster.patch();
    return Judges.written(patch, folder.resolve("new.iso"));
  }

  @ParameterizedTest
  @EnumSource
  void patch_whenLittleIsAdded_keepsTheTablesTrue(Layout layout) throws IOException {
    Path original = original(layout);

    Path iso = written(IsoRemaster.of(original).add("/a.cfg", Xorriso.random(3_000, 1)));

    checkTables(original, iso);
    checkBootEntries(original, iso);
  }

  @ParameterizedTest
  @EnumSource
  void patch_whenMuchIsAdded_keepsTheTablesTrue(Layout layout) throws IOException {
    Path original = original(layout);

    Path iso = written(IsoRemaster.of(original).add("/a.bin", Xorriso.random(3_000_000, 2)));

    checkTables(original, iso);
    checkBootEntries(original, iso);
  }

  @ParameterizedTest
  @EnumSource
  void patch_whenTheEfiImageGrows_keepsTheTablesTrue(Layout layout) throws IOException {
    Path original = original(layout);
    Path larger = Xorriso.fat(folder.resolve("larger.img"), 2880);

    Path iso = written(IsoRemaster.of(original).replace("/boot/grub/efi.img", larger));

    checkTables(original, iso);
    if (layout.efiInTree()) {
      List<String> paths = lines(Judges.bootReport(original), "img path", "partition path");
      assertThat(lines(Judges.bootReport(iso), "img path", "partition path")).isEqualTo(paths);
      assertThat(lines(Judges.bootReport(iso), "UEFI"))
          .singleElement()
          .asString()
          .contains(" 5760 ");
    } else {
      checkBootEntries(original, iso);
    }
  }

  private static List<String> lines(List<String> report, String... words) {
    return report.stream().filter(l -> Arrays.stream(words).anyMatch(l::contains)).toList();
  }

  /** The entries boot the same images, wherever these are now. */
  private static void checkBootEntries(Path original, Path iso) throws IOException {
    List<BootEntry> before = entries(original);
    List<BootEntry> after = entries(iso);
    assertThat(after).hasSameSizeAs(before);
    byte[] old = Files.readAllBytes(original);
    byte[] now = Files.readAllBytes(iso);
    for (int i = 0; i < before.size(); i++) {
      assertThat(after.get(i).sectors()).isEqualTo(before.get(i).sectors());
      int length = before.get(i).sectors() * 512;
      assertThat(slice(now, after.get(i).block() * 2048, length))
          .isEqualTo(slice(old, before.get(i).block() * 2048, length));
    }
  }

  private static List<BootEntry> entries(Path iso) {
    try (IsoImage image = IsoImage.open(iso)) {
      return image.bootEntries();
    }
  }

  private static byte[] slice(byte[] bytes, long from, int length) {
    return Arrays.copyOfRange(bytes, Math.toIntExact(from), Math.toIntExact(from) + length);
  }

  /** Nothing in the tables has changed but places and lengths, and these are true. */
  private static void checkTables(Path original, Path iso) throws IOException {
    List<String> expected = new ArrayList<>();
    Judges.bootReport(original).forEach(l -> expected.add(withoutNumbers(l)));
    List<String> found = new ArrayList<>();
    Judges.bootReport(iso).forEach(l -> found.add(withoutNumbers(l)));
    assertThat(found).isEqualTo(expected);
    assertThat(findings(original)).containsAll(findings(iso));
    assertThat(Tool.run("fdisk", "-l", iso).orFail().output())
        .doesNotContain("corrupt", "does not match", "mismatch", "not on the end");
    byte[] bytes = Files.readAllBytes(iso);
    if (found.stream().anyMatch(l -> l.startsWith("GPT disk GUID"))) {
      checkGpt(bytes, Files.readAllBytes(original));
    }
  }

  /**
   * What sgdisk finds wrong. How much is free is not wrong, nor is an alignment that it guesses
   * from where the partitions begin by chance.
   */
  private static List<String> findings(Path iso) {
    return Judges.partitionFindings(iso).stream()
        .filter(l -> !l.startsWith("No problems found"))
        .filter(l -> !l.contains("-sector boundary") && !l.contains("disk encryption tools"))
        .toList();
  }

  /** xorriso takes partitions out of order for overlapping ones; sgdisk judges that better. */
  private static String withoutNumbers(String line) {
    String places =
        "(ISO image size|MBR partition  |GPT lba|GPT start|APM start|El Torito boot img).*";
    return line.matches(places)
        ? line.replaceAll("(?<= )\\d+", "#").replaceAll(" +", " ")
        : line.replaceFirst("(?<=^GPT entry array .{12,40})(overlapping|separated)$", "");
  }

  /** Both headers, their sums, and where they say they are (UEFI 5.3.2). */
  private static void checkGpt(byte[] iso, byte[] original) {
    ByteBuffer all = ByteBuffer.wrap(iso).order(ByteOrder.LITTLE_ENDIAN);
    long last = iso.length / 512L - 1;
    assertThat(all.getLong(512 + 24)).as("MyLBA").isEqualTo(1);
    assertThat(all.getLong(512 + 32)).as("AlternateLBA").isEqualTo(last);
    int backup = Math.toIntExact(last * 512);
    assertThat(all.getLong(backup + 24)).as("MyLBA of the backup").isEqualTo(last);
    assertThat(all.getLong(backup + 32)).as("AlternateLBA of the backup").isEqualTo(1);
    assertThat(slice(iso, 512 + 56, 16)).as("disk GUID").isEqualTo(slice(original, 512 + 56, 16));
    for (int header : new int[] {512, backup}) {
      int entries = Math.toIntExact(all.getLong(header + 72) * 512);
      int length = all.getInt(header + 80) * all.getInt(header + 84);
      assertThat(crc(slice(iso, entries, length))).isEqualTo(all.getInt(header + 88));
      byte[] blank = slice(iso, header, all.getInt(header + 12));
      Arrays.fill(blank, 16, 20, (byte) 0);
      assertThat(crc(blank)).isEqualTo(all.getInt(header + 16));
    }
    assertThat(all.getLong(512 + 48)).as("LastUsableLBA").isLessThan(all.getLong(backup + 72));
  }

  private static int crc(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
