package io.kvmsdk.iso;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Boot images that are replaced, shared, hidden or removed: what knows them is kept true. */
@RequiresIsoTools
class BootImageTest {
  @TempDir Path folder;

  private Path written(IsoRemaster remaster) {
    return written(remaster.patch());
  }

  private Path written(IsoPatch patch) {
    return Judges.written(patch, folder.resolve("new.iso"));
  }

  private static List<String> report(Path iso, String start) {
    return Judges.bootReport(iso).stream().filter(l -> l.startsWith(start)).toList();
  }

  private static String entry(Path iso, int number) {
    return report(iso, "El Torito boot img :   " + number).get(0);
  }

  /** The image of an entry, as xorriso cuts it out of the disc by what the catalog says. */
  private byte[] extracted(Path iso, String path) throws IOException {
    Path file = Files.createTempFile(folder, "extracted", "");
    Files.delete(file);
    Tool.run("xorriso", "-osirrox", "on", "-indev", iso, "-extract", path, file).orFail();
    return Files.readAllBytes(file);
  }

  /** xorriso tells of a table only if its checksum, length and address are right. */
  @ParameterizedTest
  @CsvSource({
    "isolinux/isolinux.bin, boot-info-table isohybrid-suitable",
    "boot/grub/eltorito.img, boot-info-table grub2-boot-info"
  })
  void replace_whenABiosImageGrows_tellsItWhereItIs(String path, String found) throws IOException {
    Path original =
        new Xorriso(folder).make(path.startsWith("iso") ? Xorriso.ISOHYBRID : Xorriso.GRUB2);
    byte[] larger = Arrays.copyOf(extracted(original, "/" + path), 60_001);
    Arrays.fill(larger, 8, 64, (byte) 0xAA);

    Path iso = written(IsoRemaster.of(original).replace("/" + path, larger));

    assertThat(report(iso, "El Torito img opts").get(0)).endsWith(found);
    assertThat(report(iso, "El Torito img path").get(0)).endsWith("/" + path);
    assertThat(report(iso, "System area summary"))
        .isEqualTo(report(original, "System area summary"));
    assertThat(entry(iso, 1)).contains("     4  ").isNotEqualTo(entry(original, 1));
  }

  /** The boot code in the MBR has the image's address, which xorriso does not check. */
  @ParameterizedTest
  @CsvSource({"isolinux/isolinux.bin, 0", "boot/grub/eltorito.img, 4"})
  void replace_whenABiosImageMoves_tellsTheBootCodeInTheMbr(String path, int skip)
      throws IOException {
    Path original =
        new Xorriso(folder).make(path.startsWith("iso") ? Xorriso.ISOHYBRID : Xorriso.GRUB2);

    Path iso = written(IsoRemaster.of(original).replace("/" + path, new byte[80_000]));

    String entry = entry(iso, 1);
    long block = Long.parseLong(entry.substring(entry.lastIndexOf(' ') + 1));
    byte[] mbr = Arrays.copyOf(Files.readAllBytes(iso), 512);
    long known = IntStream.range(0, 8).mapToLong(i -> (mbr[432 + i] & 0xffL) << 8 * i).sum();
    assertThat(known).isEqualTo(block * 4 + skip);
  }

  /** The load size has 16 bits; xorriso writes 0 for what is larger, and so do we. */
  @Test
  void replace_whenAnEfiImageExceedsTheLoadSize_letsUefiReadOn() throws IOException {
    Xorriso xorriso = new Xorriso(folder);
    Path original =
        xorriso.make(Xorriso.ISOHYBRID + Xorriso.EFI_IN_TREE + " -isohybrid-gpt-basdat");
    Path larger = Xorriso.fat(folder.resolve("larger.img"), 40 << 10);

    Path iso = written(IsoRemaster.of(original).replace("/boot/grub/efi.img", larger));

    assertThat(entry(iso, 2)).containsPattern("UEFI .* 0 +\\d+$");
    assertThat(report(iso, "GPT start and size :   2").get(0)).endsWith("  " + (80 << 10));
    assertThat(report(iso, "GPT partition path")).isEqualTo(report(original, "GPT partition path"));
    Files.delete(original);
    xorriso.put("boot/grub/efi.img", Files.readAllBytes(larger));
    Path fresh = xorriso.make(Xorriso.ISOHYBRID + Xorriso.EFI_IN_TREE + " -isohybrid-gpt-basdat");
    assertThat(entry(fresh, 2)).containsPattern("UEFI .* 0 +\\d+$");
    IsoPatch back =
        IsoRemaster.of(fresh)
            .replace("/boot/grub/efi.img", Xorriso.fat(folder.resolve("small.img"), 1440))
            .patch();
    Files.delete(iso);
    assertThat(entry(written(back), 2)).containsPattern("UEFI .* 0 +\\d+$");
  }

  @Test
  void replace_whenTwoEntriesShareAnImage_tellsBoth() throws IOException {
    Path original =
        new Xorriso(folder).make(Xorriso.ISOLINUX + Xorriso.EFI_IN_TREE + Xorriso.EFI_IN_TREE);
    assertThat(report(original, "El Torito boot img")).hasSize(3);
    Path larger = Xorriso.fat(folder.resolve("larger.img"), 2880);

    Path iso = written(IsoRemaster.of(original).replace("/boot/grub/efi.img", larger));

    assertThat(report(iso, "El Torito img path").subList(1, 3))
        .allSatisfy(l -> assertThat(l).endsWith("/boot/grub/efi.img"));
    assertThat(entry(iso, 2)).contains("  5760  ");
    assertThat(entry(iso, 3)).contains("  5760  ");
  }

  @Test
  void patch_whenABootImageIsHidden_keepsIt() throws IOException {
    Path original =
        new Xorriso(folder)
            .make(
                Xorriso.ISOHYBRID
                    + Xorriso.EFI_IN_TREE
                    + " -isohybrid-gpt-basdat -hide efi.img -hide-joliet efi.img");
    assertThat(Judges.paths(original, "-R")).doesNotContain("/boot/grub/efi.img");

    Path iso = written(IsoRemaster.of(original).add("/new.bin", new byte[100_000]));

    assertThat(report(iso, "El Torito")).isEqualTo(report(original, "El Torito"));
    String entry = entry(iso, 2);
    int at = Integer.parseInt(entry.substring(entry.lastIndexOf(' ') + 1)) * 2048;
    assertThat(Arrays.copyOfRange(Files.readAllBytes(iso), at, at + (1440 << 10)))
        .isEqualTo(Files.readAllBytes(folder.resolve("esp.img")));
  }

  @Test
  void remove_whenItIsABootImage_saysThatItStillBoots() throws IOException {
    Path original = new Xorriso(folder).make(Xorriso.ISOHYBRID + Xorriso.EFI_IN_TREE);
    IsoPatch patch =
        IsoRemaster.of(original).remove("/isolinux").remove("/boot/grub/efi.img").patch();

    Path iso = written(patch);

    assertThat(patch.notes())
        .hasSize(2)
        .allSatisfy(note -> assertThat(note).contains("still boots"))
        .anySatisfy(note -> assertThat(note).startsWith("/isolinux/isolinux.bin "))
        .anySatisfy(note -> assertThat(note).startsWith("/boot/grub/efi.img "));
    assertThat(report(iso, "El Torito boot img")).isEqualTo(report(original, "El Torito boot img"));
  }

  @Test
  void replace_whenTheNewImageCannotBoot_isRefused() throws IOException {
    Path original = new Xorriso(folder).make(Xorriso.ISOHYBRID + Xorriso.EFI_IN_TREE);

    assertThatThrownBy(
            () -> IsoRemaster.of(original).replace("/boot/grub/efi.img", new byte[0]).patch())
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("/boot/grub/efi.img")
        .hasMessageContaining("empty");
    assertThatThrownBy(
            () -> IsoRemaster.of(original).replace("/isolinux/isolinux.bin", new byte[60]).patch())
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("too short");
  }

  private Path genisoimage(byte[] image, String... options) throws IOException {
    Path tree = Files.createDirectory(folder.resolve("emulated"));
    Files.write(tree.resolve("boot.img"), image);
    Path iso = folder.resolve("original.iso");
    List<Object> words = new ArrayList<>(List.of("genisoimage", "-quiet", "-R"));
    words.addAll(List.of("-b", "boot.img", "-c", "boot.cat"));
    words.addAll(List.of(options));
    words.addAll(List.of("-o", iso, tree));
    Tool.run(words.toArray()).orFail();
    return iso;
  }

  private static String catalog(Path iso) {
    return Tool.run("isoinfo", "-d", "-i", iso).orFail().output();
  }

  @Test
  void replace_whenAFloppyIsEmulated_tellsItsType() throws IOException {
    Path original = genisoimage(new byte[1_474_560]);
    assertThat(catalog(original)).contains("Boot media 2 (1.44MB Floppy)");

    Path iso = written(IsoRemaster.of(original).replace("/boot.img", new byte[2_949_120]));

    assertThat(catalog(iso)).contains("Boot media 3 (2.88MB Floppy)").contains("Nsect 1");
    assertThatThrownBy(
            () -> IsoRemaster.of(original).replace("/boot.img", new byte[1_000_000]).patch())
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("floppy")
        .hasMessageContaining("1474560");
  }

  @Test
  void replace_whenAHardDiskIsEmulated_tellsTheTypeOfItsPartition() throws IOException {
    Path original = genisoimage(disk(0x06, 100_000), "-hard-disk-boot");
    assertThat(catalog(original))
        .contains("Boot media 4 (Hard Disk Emulation)")
        .contains("Sys type 6");

    Path iso = written(IsoRemaster.of(original).replace("/boot.img", disk(0x0C, 300_000)));

    assertThat(catalog(iso)).contains("Boot media 4 (Hard Disk Emulation)").contains("Sys type C");
    assertThatThrownBy(() -> IsoRemaster.of(original).replace("/boot.img", new byte[512]).patch())
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("partition table");
  }

  private static byte[] disk(int type, int length) {
    byte[] disk = new byte[length];
    disk[446] = (byte) 0x80;
    disk[446 + 4] = (byte) type;
    disk[446 + 8] = 1;
    disk[446 + 12] = 100;
    disk[510] = 0x55;
    disk[511] = (byte) 0xAA;
    return disk;
  }
}
