package io.kvmsdk.iso;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kvmsdk.iso.GuestBoot.Machine;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.testkit.fixture.InstallerFixtures;
import io.kvmsdk.testkit.fixture.InstallerFixtures.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** UEFI firmware and GRUB read the EFI image that was edited, from CD and from disk. */
@RequiresIsoTools
@RequiresTool(
    value = {"qemu-system-x86_64", "--version"},
    debianPackage = "qemu-system-x86")
@RequiresTool(
    value = {"test", "-r", "/usr/share/OVMF/OVMF_CODE_4M.fd"},
    debianPackage = "ovmf")
@Tag("boot")
class EfiBootTest {
  private static final String CONFIG = "/EFI/kvmsdk/grub.cfg";

  /** GRUB cannot see the image that El Torito names as a disk: on a CD it goes through the file. */
  private static final String EARLY =
      """
      serial --unit=0 --speed=115200
      terminal_output serial
      search --file --set=cd /.disk/info
      loopback esp ($cd)/boot/grub/efi.img
      search --file --set=root %1$s
      configfile %1$s
      """
          .formatted(CONFIG);

  @TempDir Path folder;

  /** A GRUB that knows its modules and where its configuration lies. */
  private byte[] grub() throws IOException {
    Path early = Files.writeString(folder.resolve("early.cfg"), EARLY);
    Path image = folder.resolve("grub.efi");
    String modules =
        " iso9660 fat part_gpt part_msdos loopback search search_fs_file"
            + " normal configfile serial terminal echo halt";
    String command = "grub-mkimage -O x86_64-efi -p /EFI/kvmsdk -c " + early + " -o " + image;
    Tool.run((Object[]) (command + modules).split(" ")).orFail();
    return Files.readAllBytes(image);
  }

  @ParameterizedTest
  @CsvSource({"DEBIAN, cd", "UBUNTU, cd", "UBUNTU, disk", "RHEL, disk"})
  void editEfi_whenBooted_isWhatFirmwareAndGrubRead(Layout layout, String as) throws IOException {
    byte[] grub = grub();
    Path original = folder.resolve("original.iso");
    Judges.written(
        IsoRemaster.of(InstallerFixtures.sampleIso(layout, 20))
            .editEfi(
                efi ->
                    efi.replace("/EFI/boot/bootx64.efi", grub)
                        .add(CONFIG, "echo EFI-BEFORE\nhalt\n".getBytes(UTF_8)))
            .patch(),
        original);
    Path overlay = folder.resolve("edited.qcow2");

    IsoRemaster.of(original)
        .editEfi(efi -> efi.edit(CONFIG, text -> text.replace("BEFORE", "AFTER as edited")))
        .patch()
        .writeOverlay(overlay, original.toString());

    Machine machine = new Machine().uefi(folder);
    try (GuestBoot guest =
        as.equals("cd")
            ? machine.cdrom(overlay, "qcow2").start()
            : machine.disk(overlay, "qcow2", true).start()) {
      guest.waitFor("EFI-AFTER as edited");
    }
  }
}
