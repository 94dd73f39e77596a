package io.kvmsdk.iso;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.iso.GuestBoot.Machine;
import io.kvmsdk.iso.cpio.CpioArchive;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.testkit.fixture.InstallerFixtures;
import io.kvmsdk.testkit.fixture.InstallerFixtures.Layout;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A remastered medium as a disk, as a USB stick is one: GRUB reads the volume's own partition. */
@RequiresTool(
    value = {"qemu-system-x86_64", "--version"},
    debianPackage = "qemu-system-x86")
@RequiresTool(
    value = {"test", "-r", "/usr/share/OVMF/OVMF_CODE_4M.fd"},
    debianPackage = "ovmf")
@Tag("boot")
class PartitionBootTest {
  private static final String SCRIPT =
      """
      echo 0 > /proc/sys/kernel/printk
      for device in /dev/vda /dev/vda1; do
        mount -t iso9660 -o ro $device /cdrom
        echo GUEST-SUM $(md5sum < /cdrom/casper/new.bin)
        (cd /cdrom && md5sum -c md5sum.txt | grep -v ': OK$')
        echo GUEST-CHECKED
        umount /cdrom
      done
      """;

  @TempDir Path folder;

  /** Some data fits between the descriptors; more makes the EFI system partition move. */
  @ParameterizedTest
  @CsvSource({"BIOS, 10000", "BIOS, 3000000", "UEFI, 3000000"})
  void patch_whenUbuntuIsBootedFromADisk_isReadThroughThePartition(
      BootEntry.Platform platform, int size) throws IOException {
    byte[] data = Xorriso.random(size, 1);
    Path medium = folder.resolve("medium.iso");
    IsoPatch patch =
        IsoRemaster.of(InstallerFixtures.miniInstaller(Layout.UBUNTU))
            .add("/casper/new.bin", data)
            .add(
                "/casper/new.gz",
                CpioArchive.EMPTY.with("guest.sh", SCRIPT.getBytes(UTF_8)).toGzip())
            .edit("/boot/grub/grub.cfg", PartitionBootTest::throughThePartition)
            .patch();
    assertThat(patch.newLength() > patch.originalLength()).isEqualTo(size > 24 << 10);
    patch.writeIso(medium);

    Machine machine = new Machine();
    if (platform == BootEntry.Platform.UEFI) {
      machine.uefi(folder);
    }
    try (GuestBoot guest = machine.disk(medium, "raw", true).start()) {
      for (String device : new String[] {"the disk", "the partition"}) {
        assertThat(guest.waitFor("GUEST-SUM")).as(device).contains(md5(data));
        assertThat(guest.linesUntil("GUEST-CHECKED")).as("bad sums on " + device).isEmpty();
      }
    }
  }

  /** As Ubuntu's GRUB, it searches first; then it takes the kernel from the partition. */
  private static String throughThePartition(String config) {
    return config
        .replaceFirst(
            "(?m)^menuentry", "search --file --set=root /.disk/info\nset root=hd0,gpt1\n$0")
        .replace("initrd.gz", "initrd.gz /casper/new.gz");
  }

  private static String md5(byte[] data) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(data));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
