package io.kvmsdk.iso;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.iso.GuestBoot.Machine;
import io.kvmsdk.iso.cpio.CpioArchive;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.testkit.fixture.InstallerFixtures;
import io.kvmsdk.testkit.fixture.InstallerFixtures.Layout;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real installer's files, built into a new medium: each firmware starts it from CD and disk. */
@RequiresTool(
    value = {"qemu-system-x86_64", "--version"},
    debianPackage = "qemu-system-x86")
@RequiresTool(
    value = {"test", "-r", "/usr/share/OVMF/OVMF_CODE_4M.fd"},
    debianPackage = "ovmf")
@RequiresTool(
    value = {"mcopy", "--version"},
    debianPackage = "mtools")
@RequiresTool(
    value = {"bsdtar", "--version"},
    debianPackage = "libarchive-tools")
@Tag("boot")
class BuiltMediumBootTest {
  private static final String SUMS = "find . -type f -exec md5sum {} +";
  private static final UnaryOperator<String> DIGEST = line -> line.substring(0, 32);

  @TempDir Path folder;
  private Path medium;

  @BeforeEach
  void nameTheMedium() {
    medium = folder.resolve("medium.iso");
  }

  private Path extracted(Layout layout) throws IOException {
    return Judges.extract(InstallerFixtures.miniInstaller(layout), folder.resolve("tree"));
  }

  private void buildWithIsolinux() throws IOException {
    IsoBuilder.labelled("rebuilt")
        .addTree("/", extracted(Layout.DEBIAN))
        .biosBoot("/isolinux/isolinux.bin")
        .uefiBoot("/boot/grub/efi.img")
        .isohybrid(Path.of("/usr/lib/ISOLINUX/isohdpfx.bin"))
        .write(medium);
  }

  /** In Ubuntu's layout the EFI image is no file, so one is made. */
  private void buildWithGrub() throws IOException {
    Path tree = extracted(Layout.UBUNTU);
    Path efi = folder.resolve("efi.img");
    Tool.run("mkfs.vfat", "-C", efi, 8192).orFail();
    Tool.run("mcopy", "-s", "-i", efi, tree.resolve("EFI"), "::/").orFail();
    IsoBuilder.labelled("rebuilt")
        .addTree("/", tree)
        .add("/efi.img", efi)
        .boot(BootImage.grub2("/boot/grub/i386-pc/eltorito.img"))
        .uefiBoot("/efi.img")
        .isohybrid(Path.of("/usr/lib/grub/i386-pc/boot_hybrid.img"))
        .write(medium);
  }

  @ParameterizedTest
  @CsvSource({
    "DEBIAN, BIOS, cd",
    "DEBIAN, BIOS, disk",
    "DEBIAN, UEFI, cd",
    "DEBIAN, UEFI, disk",
    "UBUNTU, BIOS, cd",
    "UBUNTU, BIOS, disk",
    "UBUNTU, UEFI, disk",
  })
  void isohybrid_whenBooted_startsTheInstaller(
      Layout layout, BootEntry.Platform platform, String drive) throws IOException {
    if (layout == Layout.DEBIAN) {
      buildWithIsolinux();
    } else {
      buildWithGrub();
    }
    Machine machine = new Machine();
    if (platform == BootEntry.Platform.UEFI) {
      machine.uefi(folder);
    }
    if (drive.equals("cd")) {
      machine.cdrom(medium, "raw");
    } else {
      machine.disk(medium, "raw", true);
    }

    try (GuestBoot guest = machine.start()) {
      guest.waitFor("MINI-BOOT");
    }
  }

  /** What Linux's own isofs makes of the medium: by Rock Ridge, by partition, and by Joliet. */
  @Test
  void addTree_whenLinuxMountsTheMedium_isTheSameTree() throws IOException {
    buildWithIsolinux();
    String script =
        """
        echo 0 > /proc/sys/kernel/printk
        look() {
          mount -t iso9660 -o "ro,$2" "$1" /cdrom || echo "GUEST-FAIL $1"
          cd /cdrom
          %s
          echo GUEST-SUMMED
          cd /
          umount /cdrom
        }
        look /dev/vda map=normal
        look /dev/vda1 map=normal
        look /dev/vda norock,iocharset=utf8
        """
            .formatted(SUMS);
    List<String> sums =
        unpatched(Tool.runIn(folder.resolve("tree"), "sh", "-c", SUMS).orFail().output().lines());

    try (GuestBoot guest = guestWith(script).disk(medium, "raw", true).start()) {
      for (String tree : List.of("Rock Ridge", "partition")) {
        assertThat(unpatched(guest.linesUntil("GUEST-SUMMED").stream()))
            .as(tree)
            .containsExactlyInAnyOrderElementsOf(sums);
      }
      assertThat(unpatched(guest.linesUntil("GUEST-SUMMED").stream()).stream().map(DIGEST))
          .as("Joliet, whose names may be others")
          .containsExactlyInAnyOrderElementsOf(sums.stream().map(DIGEST).toList());
    }
  }

  /** The lines of md5sum, but for what got a boot information table. */
  private static List<String> unpatched(Stream<String> lines) {
    return lines
        .map(String::strip)
        .filter(l -> l.matches("[0-9a-f]{32}  .*") && !l.endsWith("/isolinux.bin"))
        .toList();
  }

  /** The mini installer's kernel and initrd, and after that a script to run instead. */
  private Machine guestWith(String script) throws IOException {
    Path kernel = folder.resolve("tree/install.amd/vmlinuz");
    ByteArrayOutputStream initrd = new ByteArrayOutputStream();
    initrd.writeBytes(Files.readAllBytes(kernel.resolveSibling("initrd.gz")));
    initrd.writeBytes(CpioArchive.EMPTY.with("guest.sh", script.getBytes(UTF_8)).toGzip());
    return new Machine()
        .add("-kernel", kernel, "-append", "console=ttyS0 quiet")
        .add("-initrd", Files.write(folder.resolve("initrd"), initrd.toByteArray()));
  }
}
