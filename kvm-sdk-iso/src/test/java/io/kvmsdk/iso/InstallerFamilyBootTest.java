package io.kvmsdk.iso;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.testkit.fixture.InstallerFixtures;
import io.kvmsdk.testkit.fixture.InstallerFixtures.Release;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every family's installer boots from its overlay, and installs without a question. */
@RequiresTool(
    value = {"qemu-system-x86_64", "--version"},
    debianPackage = "qemu-system-x86")
@RequiresTool(
    value = {"test", "-r", "/usr/share/OVMF/OVMF_CODE_4M.fd"},
    debianPackage = "ovmf")
@Tag("boot")
class InstallerFamilyBootTest {
  @TempDir Path folder;

  /** No key is pressed: the entry starts by itself, and its answers get to where they are read. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UBUNTU_24_04 | autoinstall ds=nocloud;s=/cdrom/nocloud/ mini.x=1 | autoinstall /cdrom/nocloud/user-data",
        "UBUNTU_20_04 | quiet autoinstall ds=nocloud;s=/cdrom/nocloud/ mini.x=1 | autoinstall /cdrom/nocloud/user-data",
        "RHEL_9 | quiet inst.ks=file:/ks.cfg mini.x=1 | kickstart /ks.cfg",
        "FEDORA_39 | quiet inst.ks=file:/ks.cfg mini.x=1 | kickstart /ks.cfg",
        "LEAP_15_5 | autoyast=file:///autoinst.xml mini.x=1 | autoyast /autoinst.xml",
        "ALPINE_3_20 | quiet apkovl=/unattended.apkovl.tar.gz mini.x=1 | alpine /root/answers root=$6$salt$hash"
      })
  void unattended_ofEveryFamily_installsUnderBiosAndUefi(
      Release release, String arguments, String answers) throws IOException {
    InstallerIso installer = InstallerIso.open(InstallerFixtures.miniInstaller(release));
    IsoPatch patch =
        installer.unattended(
            u -> u.answers(SampleAnswers.of(installer.answers())).addKernelArg("mini.x=1"));
    Path medium = overlay(patch);

    for (BootEntry.Platform platform : List.of(BootEntry.Platform.BIOS, BootEntry.Platform.UEFI)) {
      try (GuestBoot guest = GuestBoot.install(folder, platform, medium, "qcow2")) {
        assertThat(guest.waitFor("MINI-BOOT")).contains(" " + arguments);
        assertThat(guest.waitFor("MINI-ANSWERS")).contains("MINI-ANSWERS " + answers);
        guest.waitFor("MINI-INSTALLED hostname=web1");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "RHEL_9, inst.ks=hd:LABEL=RHEL-9-4-0-BaseOS-x86_64:/ks.cfg, kickstart /cdrom/ks.cfg",
    "LEAP_15_5, autoyast=file:///autoinst.xml, autoyast /cdrom/autoinst.xml",
    "ALPINE_3_20, quiet, alpine /root/answers"
  })
  void unattended_ofEveryFamilyWithAnswersOnTheMedium_installsWithThose(
      Release release, String argument, String answers) throws IOException {
    InstallerIso installer = InstallerIso.open(InstallerFixtures.miniInstaller(release));
    IsoPatch patch =
        installer.unattended(
            u ->
                u.answers(SampleAnswers.of(installer.answers())).answersOnMedium().serialConsole());

    try (GuestBoot guest =
        GuestBoot.install(folder, BootEntry.Platform.BIOS, overlay(patch), "qcow2")) {
      assertThat(guest.waitFor("MINI-BOOT"))
          .contains(" " + argument + " ")
          .contains(" console=ttyS0,115200n8");
      guest.waitFor("MINI-ANSWERS " + answers);
      guest.waitFor("MINI-INSTALLED hostname=web1");
    }
  }

  private Path overlay(IsoPatch patch) {
    Path medium = folder.resolve("medium.qcow2");
    patch.writeOverlay(medium, patch.original().file().toString());
    return medium;
  }
}
