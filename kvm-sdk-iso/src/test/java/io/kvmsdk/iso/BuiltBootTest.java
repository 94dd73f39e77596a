package io.kvmsdk.iso;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Boot catalogs and partition tables of new images, as others see them. */
@RequiresIsoTools
@RequiresTool(
    value = {"test", "-r", "/usr/lib/ISOLINUX/isohdpfx.bin"},
    debianPackage = "isolinux")
@RequiresTool(
    value = {"test", "-r", "/usr/lib/grub/i386-pc/boot_hybrid.img"},
    debianPackage = "grub-pc-bin")
class BuiltBootTest {
  private static final Path ISOLINUX = Path.of("/usr/lib/ISOLINUX/isolinux.bin");
  private static final Path ISOHDPFX = Path.of("/usr/lib/ISOLINUX/isohdpfx.bin");
  private static final Path BOOT_HYBRID = Path.of("/usr/lib/grub/i386-pc/boot_hybrid.img");

  @TempDir Path folder;

  private Path write(IsoBuilder builder) {
    Path iso = folder.resolve("new.iso");
    builder.write(iso);
    Judges.checkMedia(iso);
    return iso;
  }

  private Path eltorito() {
    Path image = folder.resolve("eltorito.img");
    Tool.run(
            "grub-mkimage", "-O", "i386-pc-eltorito", "-p", "/", "-o", image, "biosdisk", "iso9660")
        .orFail();
    return image;
  }

  @Test
  void boot_whenThereAreSeveralImages_listsAllForFirmware() throws IOException {
    byte[] disk = new byte[4 << 20];
    disk[450] = 0x0c;
    disk[510] = 0x55;
    disk[511] = (byte) 0xAA;

    Path iso =
        write(
            IsoBuilder.labelled("boot")
                .add("/efi.img", new byte[1 << 20])
                .uefiBoot("/efi.img")
                .add("/isolinux.bin", ISOLINUX)
                .biosBoot("/isolinux.bin")
                .add("/floppy.img", new byte[1440 << 10])
                .boot(BootImage.bios("/floppy.img").emulating(BootEntry.Emulation.FLOPPY_1440))
                .add("/disk.img", disk)
                .boot(BootImage.bios("/disk.img").emulating(BootEntry.Emulation.HARD_DISK))
                .addText("/ipxe.lkrn", "i".repeat(9000))
                .boot(BootImage.bios("/ipxe.lkrn").withoutBootInfo().loadSectors(18))
                .add("/large-efi.img", new byte[33 << 20])
                .uefiBoot("/large-efi.img"));

    assertThat(Judges.bootReport(iso).stream().filter(l -> l.contains("boot img")))
        .satisfiesExactly(
            l -> assertThat(l).matches(".* 1  BIOS  y   none  0x0000  0x00      4 .*"),
            l -> assertThat(l).matches(".* 2  BIOS  y  fd1\\.4  0x0000  0x00      1 .*"),
            l -> assertThat(l).matches(".* 3  BIOS  y     hd  0x0000  0x0c      1 .*"),
            l -> assertThat(l).matches(".* 4  BIOS  y   none  0x0000  0x00     18 .*"),
            l -> assertThat(l).matches(".* 5  UEFI  y   none  0x0000  0x00   2048 .*"),
            l -> assertThat(l).matches(".* 6  UEFI  y   none  0x0000  0x00      0 .*"));
    assertThat(Judges.bootReport(iso))
        .contains("El Torito img path :   3  /disk.img", "El Torito img path :   6  /large-efi.img")
        .anyMatch(l -> l.matches("El Torito img opts : +1 +boot-info-table isohybrid-suitable"))
        .noneMatch(l -> l.matches("El Torito img opts : +4 .*"));
    assertThat(Judges.extract(iso, folder.resolve("tree")).resolve("ipxe.lkrn"))
        .content()
        .isEqualTo("i".repeat(9000));
  }

  @Test
  void boot_whenTheImageDoesNotSuitTheEntry_isRefused() {
    IsoBuilder builder =
        IsoBuilder.labelled("x").addText("/tiny", "t").add("/odd", new byte[1_000_000]);
    BootImage odd = BootImage.bios("/odd");

    assertThatThrownBy(() -> write(builder.boot(BootImage.bios("/tiny"))))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("/tiny");
    for (BootEntry.Emulation emulation :
        List.of(BootEntry.Emulation.FLOPPY_1440, BootEntry.Emulation.HARD_DISK)) {
      IsoBuilder emulating =
          IsoBuilder.labelled("x").add("/odd", new byte[1_000_000]).boot(odd.emulating(emulation));
      assertThatThrownBy(() -> write(emulating))
          .isInstanceOf(InvalidSpecException.class)
          .hasMessageContaining("/odd");
    }
    assertThatThrownBy(() -> BootImage.uefi("/odd").emulating(BootEntry.Emulation.FLOPPY_1440))
        .isInstanceOf(InvalidSpecException.class);
    assertThatThrownBy(() -> odd.loadSectors(70_000)).isInstanceOf(InvalidSpecException.class);
  }

  @Test
  void isohybrid_withIsolinuxAndUefi_hasAnMbrAndAGpt() throws IOException {
    Path iso =
        write(
            IsoBuilder.labelled("hybrid")
                .add("/isolinux/isolinux.bin", ISOLINUX)
                .add("/efi.img", new byte[1 << 20])
                .add("/data", new byte[5_000_000])
                .biosBoot("/isolinux/isolinux.bin")
                .uefiBoot("/efi.img")
                .isohybrid(ISOHDPFX));

    long sectors = Files.size(iso) / 512;
    assertThat(sectors % 2048).as("a whole number of cylinders").isZero();
    assertThat(Judges.bootReport(iso))
        .contains(
            "System area summary: MBR isohybrid cyl-align-on GPT",
            "MBR partition path :   2  /efi.img",
            "GPT partition path :   1  /efi.img",
            "GPT lba range      :      34  " + (sectors - 34) + "  " + (sectors - 1))
        .anyMatch(l -> l.matches("MBR partition +: +1 +0x80 +0x00 +0 +" + sectors));
    assertThat(Judges.partitionFindings(iso))
        .filteredOn(l -> l.startsWith("Problem") || l.startsWith("Warning"))
        .as("as any isohybrid image has")
        .containsExactly("Problem: MBR partitions 1 and 2 overlap!");
    assertThat(Tool.run("fdisk", "-l", iso).orFail().output())
        .contains("EFI (FAT-12/16/32)")
        .doesNotContain("does not end on cylinder");
    try (IsoImage image = IsoImage.open(iso)) {
      assertThat(Judges.bootReport(iso))
          .contains("GPT start and size :   1  " + image.get("/efi.img").block() * 4 + "  2048");
    }
  }

  @Test
  void isohybrid_withGrub_knowsWhereItsImageIs() {
    Path iso =
        write(
            IsoBuilder.labelled("grub")
                .add("/eltorito.img", eltorito())
                .boot(BootImage.grub2("/eltorito.img"))
                .isohybrid(BOOT_HYBRID));

    assertThat(Judges.bootReport(iso))
        .contains("El Torito img opts :   1  boot-info-table grub2-boot-info")
        .anyMatch(l -> l.matches("System area summary: MBR grub2-mbr .*cyl-align-on.*"))
        .anyMatch(l -> l.matches("MBR partition +: +1 +0x80 +0x17 +0 +2048"));
  }

  @Test
  void isohybrid_withoutCode_hasPartitionsForUefiAlone() {
    Path iso =
        write(
            IsoBuilder.labelled("efi")
                .add("/efi.img", new byte[1 << 20])
                .uefiBoot("/efi.img")
                .isohybrid(new byte[0]));

    assertThat(Judges.bootReport(iso))
        .contains("MBR partition path :   2  /efi.img", "GPT partition path :   1  /efi.img");
  }

  @Test
  void isohybrid_whenRemastered_keepsItsTablesAtTheNewEnd() throws IOException {
    Path iso =
        write(
            IsoBuilder.labelled("hybrid")
                .add("/isolinux.bin", ISOLINUX)
                .add("/efi.img", new byte[1 << 20])
                .biosBoot("/isolinux.bin")
                .uefiBoot("/efi.img")
                .isohybrid(ISOHDPFX));
    Path second = folder.resolve("second.iso");

    IsoRemaster.of(iso).add("/more", new byte[3 << 20]).patch().writeIso(second);

    Judges.checkMedia(second);
    assertThat(Judges.partitionFindings(second)).isEqualTo(Judges.partitionFindings(iso));
    long sectors = Files.size(second) / 512;
    assertThat(Judges.bootReport(second))
        .contains("GPT lba range      :      34  " + (sectors - 34) + "  " + (sectors - 1))
        .anyMatch(l -> l.matches("MBR partition +: +1 +0x80 +0x00 +0 +" + sectors));
  }

  @Test
  void isohybrid_whenTheCodeHasNothingToStart_isRefused() {
    IsoBuilder noBios =
        IsoBuilder.labelled("x").add("/e", new byte[2048]).uefiBoot("/e").isohybrid(ISOHDPFX);
    IsoBuilder notIsolinux =
        IsoBuilder.labelled("x").add("/b", eltorito()).biosBoot("/b").isohybrid(ISOHDPFX);
    IsoBuilder tooLong =
        IsoBuilder.labelled("x").add("/b", eltorito()).biosBoot("/b").isohybrid(new byte[513]);
    IsoBuilder nothing = IsoBuilder.labelled("x").isohybrid(new byte[0]);

    for (IsoBuilder builder : List.of(noBios, notIsolinux, tooLong, nothing)) {
      assertThatThrownBy(() -> write(builder))
          .isInstanceOf(InvalidSpecException.class)
          .hasMessageContaining("isohybrid");
    }
    assertThat(folder.resolve("new.iso")).doesNotExist();
  }
}
