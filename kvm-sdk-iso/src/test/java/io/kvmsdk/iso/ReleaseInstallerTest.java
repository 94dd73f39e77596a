package io.kvmsdk.iso;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.testkit.fixture.InstallerFixtures;
import io.kvmsdk.testkit.fixture.InstallerFixtures.Release;
import io.kvmsdk.unattended.AnswerFile.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Installers as releases have them, each family by its own files, menus and ways to take answers.
 */
@RequiresTool(
    value = {"xorriso", "--version"},
    debianPackage = "xorriso")
@RequiresTool(
    value = {"bsdtar", "--version"},
    debianPackage = "libarchive-tools")
class ReleaseInstallerTest {
  @TempDir Path folder;
  private int changes;

  private static InstallerIso release(Release release) {
    return InstallerIso.open(InstallerFixtures.installer(release));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "UBUNTU_24_04, UBUNTU, AUTOINSTALL, "
            + "Ubuntu-Server 24.04 LTS \"Noble Numbat\" - Release amd64 (20240423)",
        "UBUNTU_20_04, UBUNTU, AUTOINSTALL, "
            + "Ubuntu-Server 20.04.6 LTS \"Focal Fossa\" - Release amd64 (20230316)",
        "RHEL_9, RHEL, KICKSTART, Red Hat Enterprise Linux 9.4",
        "FEDORA_39, RHEL, KICKSTART, Fedora 39",
        "LEAP_15_5, SUSE, AUTOYAST, openSUSE-Leap 15.5-1",
        "ALPINE_3_20, ALPINE, ALPINE, alpine-std-3.20.3 240906"
      })
  void open_ofARelease_tellsWhatItIsAndWhatItReads(
      Release release, InstallerIso.Family family, Kind answers, String description) {
    InstallerIso installer = release(release);

    assertThat(installer.family()).isEqualTo(family);
    assertThat(installer.answers()).isEqualTo(answers);
    assertThat(installer.description()).isEqualTo(description);
  }

  /** What else the same families' media have said of themselves. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RHEL_9 | /.treeinfo | /x | RHEL | Red Hat Enterprise Linux 9.4",
        "LEAP_15_5 | /media.1/products | /x | SUSE | openSUSE - openSUSE-Leap-15.5-DVD-x86_64-Build491.1-Media",
        "LEAP_15_5 | /media.1 | /content | SUSE | SUSE Linux Enterprise Server 12 SP5",
        "LEAP_15_5 | /media.1 | /.treeinfo | SUSE | SUSE Linux Enterprise 15 SP1"
      })
  void open_whenTheNameIsElsewhere_findsIt(
      Release release, String removed, String added, InstallerIso.Family family, String name) {
    String text =
        added.equals("/.treeinfo")
            ? "[general]\narch = x86_64\nname = " + name + "\n"
            : "CONTENTSTYLE 11\nDISTRO cpe:/o:suse:sles:12:sp5," + name + "\n";

    InstallerIso installer =
        changed(release, r -> r.remove(removed).add(added, text.getBytes(UTF_8)));

    assertThat(installer.family()).isEqualTo(family);
    assertThat(installer.description()).isEqualTo(name);
  }

  private InstallerIso changed(Release release, UnaryOperator<IsoRemaster> edits) {
    Path iso = folder.resolve("changed" + ++changes + ".iso");
    edits.apply(IsoRemaster.of(InstallerFixtures.installer(release))).patch().writeIso(iso);
    return InstallerIso.open(iso);
  }

  @Test
  void open_whenTheMediumIsAnothers_namesItAndTheWayOut() {
    assertThatThrownBy(() -> changed(Release.ALPINE_3_20, r -> r.remove("/.alpine-release")))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("it is 'alpine-std 3.20.3 x86_64', no installer that is known")
        .hasMessageContaining("or edit this medium with IsoRemaster");
  }

  @Test
  void open_whenTheLiveSystemsInstallerReadsNoAnswers_refuses() {
    assertThatThrownBy(() -> ubuntu("Ubuntu-Server 18.04.6 LTS"))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("a live system whose installer reads no answers");
    assertThatThrownBy(() -> ubuntu("Ubuntu 22.04.3 LTS"))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("a live system whose installer reads no answers");
    assertThat(ubuntu("Ubuntu-Server 20.04 LTS").answers()).isEqualTo(Kind.AUTOINSTALL);
  }

  private InstallerIso ubuntu(String info) {
    return changed(Release.UBUNTU_20_04, r -> r.replace("/.disk/info", info.getBytes(UTF_8)));
  }

  /** Such as Agama's, which has followed YaST. */
  @Test
  void open_whenALiveSystemHasAnotherInstaller_refuses() {
    assertThatThrownBy(
            () ->
                changed(
                    Release.LEAP_15_5,
                    r -> r.remove("/media.1").add("/LiveOS/squashfs.img", new byte[1])))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("a live system whose installer is not known");
  }

  private Path unattended(Release release, Consumer<Unattended> settings) throws IOException {
    InstallerIso installer = release(release);
    Path out = folder.resolve("out.iso");
    installer
        .unattended(
            u -> {
              u.answers(SampleAnswers.of(installer.answers()));
              settings.accept(u);
            })
        .writeIso(out);
    return extract(out);
  }

  @Test
  void unattended_ofUbuntusLiveSystem_isASeedOnTheMedium() throws IOException {
    Path tree = unattended(Release.UBUNTU_24_04, u -> u.addInstalledKernelArg("net.ifnames=0"));

    assertThat(tree.resolve("nocloud/user-data"))
        .hasContent(SampleAnswers.of(Kind.AUTOINSTALL).render());
    assertThat(tree.resolve("nocloud/meta-data")).hasContent("instance-id: unattended");
    assertThat(tree.resolve("boot/grub/grub.cfg"))
        .content()
        .startsWith(
            """
            menuentry 'Unattended installation' --id unattended {
                linux /casper/vmlinuz autoinstall 'ds=nocloud;s=/cdrom/nocloud/' --- net.ifnames=0
                initrd /casper/initrd
            }
            """);
    assertThat(Tool.runIn(tree, "md5sum", "--quiet", "-c", "md5sum.txt").orFail().output())
        .isEmpty();
  }

  /** GRUB would end the command at a semicolon; isolinux has no such thing, and no quotes. */
  @Test
  void unattended_whenIsolinuxBootsUbuntu_isNotQuoted() throws IOException {
    Path tree = unattended(Release.UBUNTU_20_04, u -> {});

    assertThat(tree.resolve("isolinux/isolinux.cfg"))
        .content()
        .contains(
            "\tappend initrd=/casper/initrd quiet autoinstall ds=nocloud;s=/cdrom/nocloud/\n");
  }

  @ParameterizedTest
  @CsvSource({
    "RHEL_9, EFI/BOOT/grub.cfg, linuxefi, initrdefi, RHEL-9-4-0-BaseOS-x86_64",
    "FEDORA_39, EFI/BOOT/grub.cfg, linuxefi, initrdefi, Fedora-S-dvd-x86_64-39",
    "FEDORA_39, boot/grub2/grub.cfg, linux, initrd, Fedora-S-dvd-x86_64-39"
  })
  void unattended_ofRedHatsFamily_keepsTheSecondStageAndSkipsTheMediaCheck(
      Release release, String menu, String linux, String initrd, String label) throws IOException {
    Path tree = unattended(release, u -> u.serialConsole());

    assertThat(tree.resolve(menu))
        .content()
        .contains(
            """
            menuentry 'Unattended installation' --id unattended {
                %s /images/pxeboot/vmlinuz inst.stage2=hd:LABEL=%s quiet inst.ks=file:/ks.cfg\
             inst.text console=ttyS0,115200n8
                %s /images/pxeboot/initrd.img /answers.gz
            }
            """
                .formatted(linux, label, initrd))
        .contains("rd.live.check");
    assertThat(fromInitrd(tree, "ks.cfg")).isEqualTo(SampleAnswers.of(Kind.KICKSTART).render());
  }

  /** From a stick, firmware boots GRUB from the ESP, and GRUB reads the menu beside it. */
  @ParameterizedTest
  @EnumSource(names = {"RHEL_9", "FEDORA_39", "LEAP_15_5"})
  @RequiresTool(
      value = {"mtype", "--version"},
      debianPackage = "mtools")
  void unattended_whenTheMenuIsAlsoInTheEfiImage_editsBothAlike(Release release)
      throws IOException {
    Path tree = unattended(release, u -> {});

    for (long start : efiImages(folder.resolve("out.iso"))) {
      Object image = folder.resolve("out.iso") + "@@" + start;
      assertThat(Tool.run("mtype", "-i", image, "::/EFI/BOOT/grub.cfg").orFail().output())
          .isEqualTo(Files.readString(tree.resolve("EFI/BOOT/grub.cfg")))
          .contains("set default=unattended");
    }
  }

  /** Where xorriso sees an El Torito image for UEFI begin, in bytes. */
  private static List<Long> efiImages(Path iso) {
    String report =
        Tool.run("xorriso", "-indev", iso, "-report_el_torito", "plain").orFail().output();
    List<Long> starts =
        Pattern.compile("(?m)^El Torito boot img : +\\d+  UEFI .* (\\d+)$")
            .matcher(report)
            .results()
            .map(image -> Long.parseLong(image.group(1)) * 2048)
            .toList();
    assertThat(starts).isNotEmpty();
    return starts;
  }

  @Test
  void unattended_whenOnlyTheEntryWithAMediaCheckInstalls_dropsTheCheck() throws IOException {
    Path iso = folder.resolve("checked.iso");
    changed(
            Release.RHEL_9,
            r ->
                r.edit(
                    "/isolinux/isolinux.cfg",
                    t -> t.replaceAll("(?s)label (linux|text).*?\\n\\n", "")))
        .unattended(u -> u.answers(SampleAnswers.of(Kind.KICKSTART)))
        .writeIso(iso);

    assertThat(extract(iso).resolve("isolinux/isolinux.cfg"))
        .content()
        .contains(
            "append initrd=initrd.img,/answers.gz inst.stage2=hd:LABEL=RHEL-9-4-0-BaseOS-x86_64"
                + " quiet inst.ks=file:/ks.cfg\n");
  }

  @Test
  void unattended_ofSuse_namesTheProfileInBothMenus() throws IOException {
    Path tree = unattended(Release.LEAP_15_5, u -> u.serialConsole());

    String arguments = " autoyast=file:///autoinst.xml textmode=1 console=ttyS0,115200n8\n";
    assertThat(tree.resolve("boot/x86_64/loader/isolinux.cfg"))
        .content()
        .contains(
            "\tkernel linux\n\tappend initrd=initrd,/answers.gz splash=silent showopts"
                + arguments);
    assertThat(tree.resolve("EFI/BOOT/grub.cfg"))
        .content()
        .contains("linux /boot/x86_64/loader/linux splash=silent" + arguments);
    assertThat(fromInitrd(tree, "autoinst.xml"))
        .isEqualTo(SampleAnswers.of(Kind.AUTOYAST).render());
  }

  @Test
  void unattended_ofAlpine_isAnOverlayThatCallsItsSetup() throws IOException {
    Path tree = unattended(Release.ALPINE_3_20, u -> {});

    assertThat(tree.resolve("boot/syslinux/syslinux.cfg"))
        .content()
        .contains("append initrd=/boot/initramfs-lts,/answers.gz modules=loop,squashfs,")
        .contains(" quiet apkovl=/unattended.apkovl.tar.gz\n");
    Tool.runIn(folder, "bsdtar", "-xf", tree.resolve("answers.gz")).orFail();
    Path overlay = folder.resolve("unattended.apkovl.tar.gz");
    assertThat(Tool.run("tar", "--numeric-owner", "-tvzf", overlay).orFail().output().lines())
        .map(line -> line.replaceAll(" +", " ").replace(" 1970-01-01 00:00", ""))
        .containsExactly(
            "drwxr-xr-x 0/0 0 etc/",
            "-rw-r--r-- 0/0 0 etc/.default_boot_services",
            "drwxr-xr-x 0/0 0 etc/local.d/",
            line(overlay, 0755, "etc/local.d/unattended.start"),
            "drwxr-xr-x 0/0 0 etc/runlevels/",
            "drwxr-xr-x 0/0 0 etc/runlevels/default/",
            "lrwxrwxrwx 0/0 0 etc/runlevels/default/local -> /etc/init.d/local",
            "drwx------ 0/0 0 root/",
            line(overlay, 0600, "root/answers"));
    assertThat(fromTar(overlay, "root/answers")).isEqualTo(SampleAnswers.of(Kind.ALPINE).render());
    Path script = folder.resolve("script");
    Files.writeString(script, fromTar(overlay, "etc/local.d/unattended.start"));
    Tool.run("sh", "-n", script).orFail();
  }

  private static String line(Path tar, int mode, String path) {
    return "%s 0/0 %d %s"
        .formatted(mode == 0755 ? "-rwxr-xr-x" : "-rw-------", fromTar(tar, path).length(), path);
  }

  private static String fromTar(Path tar, String path) {
    return Tool.run("bsdtar", "-xOf", tar, path).orFail().output();
  }

  private static String fromInitrd(Path tree, String path) {
    return fromTar(tree.resolve("answers.gz"), path);
  }

  @Test
  void unattended_whenArgumentsCannotBeHandedOn_refuses() {
    assertThatThrownBy(() -> unattended(Release.RHEL_9, u -> u.addInstalledKernelArg("quiet")))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("this installer hands no kernel arguments on to the new system");
  }

  @Test
  void unattended_whenTheAnswersAreForAnotherInstaller_refuses() {
    assertThatThrownBy(
            () -> unattended(Release.LEAP_15_5, u -> u.answers(SampleAnswers.of(Kind.PRESEED))))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("the answers are preseed.cfg; this installer reads autoinst.xml");
  }

  private Path extract(Path iso) throws IOException {
    Path tree = Files.createDirectory(folder.resolve("tree"));
    Tool.run("bsdtar", "-C", tree, "-xf", iso).orFail();
    return tree;
  }
}
