package io.kvmsdk.iso;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.iso.GuestBoot.Machine;
import io.kvmsdk.iso.cpio.CpioArchive;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.testkit.fixture.InstallerFixtures;
import io.kvmsdk.testkit.fixture.InstallerFixtures.Layout;
import io.kvmsdk.unattended.Password;
import io.kvmsdk.unattended.Preseed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The judge that counts: a machine boots the medium, and is installed without a question. */
@RequiresTool(
    value = {"qemu-system-x86_64", "--version"},
    debianPackage = "qemu-system-x86")
@RequiresTool(
    value = {"test", "-r", "/usr/share/OVMF/OVMF_CODE_4M.fd"},
    debianPackage = "ovmf")
@RequiresTool(
    value = {"bsdtar", "--version"},
    debianPackage = "libarchive-tools")
@Tag("boot")
class UnattendedBootTest {
  private static final Preseed PRESEED =
      Preseed.builder().hostname("web1").rootPassword(Password.crypted("$6$salt$hash")).build();

  @TempDir Path folder;

  /** Each layout and each kind of file under each firmware; all eight would tell no more. */
  @ParameterizedTest
  @CsvSource({
    "DEBIAN, BIOS, qcow2",
    "DEBIAN, UEFI, raw",
    "UBUNTU, BIOS, raw",
    "UBUNTU, UEFI, qcow2"
  })
  void unattended_whenBooted_installsWithTheAnswersFromTheInitrd(
      Layout layout, BootEntry.Platform platform, String format) throws IOException {
    Path original = InstallerFixtures.miniInstaller(layout);
    IsoPatch patch =
        InstallerIso.open(original).unattended(u -> u.answers(PRESEED).addKernelArg("mini.x=1"));

    try (GuestBoot guest = GuestBoot.install(folder, platform, written(patch, format), format)) {
      assertThat(guest.waitFor("MINI-BOOT")).contains(" auto=true priority=critical mini.x=1 ---");
      assertThat(guest.waitFor("MINI-ANSWERS")).contains("preseed /preseed.cfg");
      assertThat(guest.waitFor("MINI-INSTALLED")).contains("hostname=web1 kind=preseed");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"DEBIAN", "UBUNTU"})
  void unattended_withAnswersOnTheMedium_installsWithThose(Layout layout) throws IOException {
    IsoPatch patch =
        InstallerIso.open(InstallerFixtures.miniInstaller(layout))
            .unattended(u -> u.answers(PRESEED).answersOnMedium().serialConsole());

    try (GuestBoot guest =
        GuestBoot.install(folder, BootEntry.Platform.BIOS, written(patch, "qcow2"), "qcow2")) {
      assertThat(guest.waitFor("MINI-ANSWERS")).contains("preseed /cdrom/preseed.cfg");
      guest.waitFor("MINI-INSTALLED hostname=web1");
    }
  }

  /** Debian's own menu has no "ui", waits for ever, and its includes have the last word on time. */
  @Test
  void unattended_whenTheMenuIsLaidOutAsDebians_startsByItself() throws IOException {
    Path original = folder.resolve("original.iso");
    IsoRemaster.of(InstallerFixtures.miniInstaller(Layout.DEBIAN))
        .replace(
            "/isolinux/isolinux.cfg",
            "path \ninclude menu.cfg\ndefault vesamenu.c32\nprompt 0\ntimeout 0\n".getBytes(UTF_8))
        .edit("/isolinux/adtxt.cfg", t -> t + "timeout 300\nontimeout /install.amd/nothing\n")
        .patch()
        .writeIso(original);
    IsoPatch patch = InstallerIso.open(original).unattended(u -> u.answers(PRESEED));

    try (GuestBoot guest =
        GuestBoot.install(folder, BootEntry.Platform.BIOS, written(patch, "qcow2"), "qcow2")) {
      guest.waitFor("MINI-INSTALLED hostname=web1");
    }
  }

  private Path written(IsoPatch patch, String format) {
    Path medium = folder.resolve("medium." + format);
    if (format.equals("raw")) {
      patch.writeIso(medium);
    } else {
      patch.writeOverlay(medium, patch.original().file().toString());
    }
    return medium;
  }

  /** What Linux's own isofs makes of the medium, through each of its trees and partitions. */
  @ParameterizedTest
  @EnumSource(names = {"DEBIAN", "UBUNTU"})
  void unattended_whenLinuxMountsTheMedium_hasTheSameTreeAndMore(Layout layout) throws IOException {
    Path original = InstallerFixtures.miniInstaller(layout);
    Path medium = written(InstallerIso.open(original).unattended(u -> u.answers(PRESEED)), "raw");
    String script =
        """
        echo 0 > /proc/sys/kernel/printk
        look() {
          mount -t iso9660 -o "ro,$2" "$1" /cdrom || echo "GUEST-FAIL $1"
          cd /cdrom
          find .
          echo GUEST-LISTED
          [ "$2" != map=normal ] || md5sum -c md5sum.txt | grep -v ': OK$'
          echo GUEST-CHECKED
          cd /
          umount /cdrom
        }
        look /dev/vda map=normal
        look /dev/vda norock,iocharset=utf8
        look /dev/vda1 map=normal
        """;

    List<String> expected = listed(original);
    expected.add("answers.gz");

    try (GuestBoot guest = mountingGuest(original, script).disk(medium, "raw", true).start()) {
      assertThat(found(guest)).containsExactlyInAnyOrderElementsOf(expected);
      assertThat(guest.linesUntil("GUEST-CHECKED")).as("bad sums").isEmpty();
      assertThat(found(guest)).as("by Joliet").contains("answers.gz", "boot/grub/grub.cfg");
      guest.waitFor("GUEST-CHECKED");
      assertThat(found(guest)).as("by partition").containsExactlyInAnyOrderElementsOf(expected);
      assertThat(guest.linesUntil("GUEST-CHECKED")).as("bad sums").isEmpty();
    }
  }

  private static List<String> found(GuestBoot guest) {
    return guest.linesUntil("GUEST-LISTED").stream()
        .map(String::strip)
        .filter(line -> line.startsWith("./"))
        .map(line -> line.substring(2))
        .toList();
  }

  private static List<String> listed(Path iso) {
    return Tool.run("bsdtar", "-tf", iso)
        .orFail()
        .output()
        .lines()
        .filter(line -> !line.equals("."))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  /** The mini installer's kernel and initrd, and after that a script to run instead. */
  private Machine mountingGuest(Path miniInstaller, String script) throws IOException {
    Path kernel = folder.resolve("vmlinuz");
    ByteArrayOutputStream initrd = new ByteArrayOutputStream();
    try (IsoImage iso = IsoImage.open(miniInstaller)) {
      String from = iso.find("/casper").isPresent() ? "/casper" : "/install.amd";
      Files.write(kernel, iso.read(from + "/vmlinuz"));
      initrd.writeBytes(iso.read(from + "/initrd.gz"));
    }
    initrd.writeBytes(CpioArchive.EMPTY.with("guest.sh", script.getBytes(UTF_8)).toGzip());
    return new Machine()
        .add("-kernel", kernel, "-append", "console=ttyS0 quiet")
        .add("-initrd", Files.write(folder.resolve("initrd"), initrd.toByteArray()));
  }
}
