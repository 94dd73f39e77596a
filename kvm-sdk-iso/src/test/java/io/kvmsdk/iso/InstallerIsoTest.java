package io.kvmsdk.iso;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.testkit.fixture.InstallerFixtures;
import io.kvmsdk.testkit.fixture.InstallerFixtures.Layout;
import io.kvmsdk.unattended.AnswerFile;
import io.kvmsdk.unattended.AnswerFile.Kind;
import io.kvmsdk.unattended.Password;
import io.kvmsdk.unattended.Preseed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@RequiresTool(
    value = {"xorriso", "--version"},
    debianPackage = "xorriso")
@RequiresTool(
    value = {"bsdtar", "--version"},
    debianPackage = "libarchive-tools")
class InstallerIsoTest {
  private static final Preseed PRESEED =
      Preseed.builder()
          .hostname("web1")
          .rootPassword(Password.crypted("$6$salt$hash"))
          .locale("de_DE.UTF-8")
          .build();

  @TempDir Path folder;

  private static InstallerIso sample(Layout layout) {
    return InstallerIso.open(InstallerFixtures.sampleIso(layout, 20));
  }

  @Test
  void open_whenTheMediumIsOfDebiansFamily_tellsWhatItIs() {
    assertThat(sample(Layout.DEBIAN).family()).isEqualTo(InstallerIso.Family.DEBIAN);
    assertThat(sample(Layout.DEBIAN).description())
        .startsWith("Debian GNU/Linux 12.0.0 \"Sample\"");
    assertThat(sample(Layout.UBUNTU).family()).isEqualTo(InstallerIso.Family.UBUNTU);
  }

  @Test
  void open_whenNoEntryInstalls_namesTheMenu() {
    Path odd = folder.resolve("odd.iso");
    IsoRemaster.of(InstallerFixtures.sampleIso(Layout.DEBIAN, 20))
        .replace("/boot/grub/grub.cfg", "echo no menu\n".getBytes(StandardCharsets.UTF_8))
        .patch()
        .writeIso(odd);

    assertThatThrownBy(() -> InstallerIso.open(odd))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("no entry that installs in /boot/grub/grub.cfg");
  }

  @ParameterizedTest
  @EnumSource(names = {"DEBIAN", "UBUNTU"})
  void unattended_byDefault_loadsTheAnswersAfterTheInstallersInitrd(Layout layout)
      throws IOException {
    Path out = folder.resolve("out.iso");

    sample(layout)
        .unattended(u -> u.answers(PRESEED).add("/extra/late.sh", new byte[] {'#'}))
        .writeIso(out);

    Path tree = extract(out);
    assertThat(
            Tool.run("bsdtar", "-xOf", tree.resolve("answers.gz"), "preseed.cfg").orFail().output())
        .isEqualTo(PRESEED.render());
    assertThat(tree.resolve("extra/late.sh")).hasContent("#");
    assertThat(tree.resolve("boot/grub/grub.cfg"))
        .content()
        .contains("menuentry 'Unattended installation of web1' --id unattended {")
        .containsPattern("initrd /[a-z.]+/initrd.gz /answers.gz\n")
        .contains(" auto=true priority=critical --- quiet\n")
        .contains("menuentry 'Install' {")
        .endsWith("set default=unattended\nset timeout=1\n");
    assertThat(Tool.runIn(tree, "md5sum", "--quiet", "-c", "md5sum.txt").orFail().output())
        .isEmpty();
    if (layout == Layout.DEBIAN) {
      assertThat(tree.resolve("isolinux/isolinux.cfg"))
          .content()
          .contains("append initrd=/install.amd/initrd.gz,/answers.gz console=ttyS0")
          .endsWith("default unattended\nontimeout unattended\nprompt 0\ntimeout 10\n");
    }
  }

  @Test
  void unattended_withAnswersOnTheMedium_namesThemAndWhatIsAskedBefore() throws IOException {
    Path out = folder.resolve("out.iso");

    sample(Layout.DEBIAN)
        .unattended(
            u ->
                u.answers(PRESEED)
                    .answersOnMedium()
                    .name("db 2")
                    .serialConsole()
                    .addKernelArg("interface=eth0")
                    .addInstalledKernelArg("net.ifnames=0")
                    .timeout(Duration.ofSeconds(5)))
        .writeIso(out);

    Path tree = extract(out);
    assertThat(tree.resolve("preseed.cfg")).hasContent(PRESEED.render());
    assertThat(tree.resolve("answers.gz")).doesNotExist();
    assertThat(tree.resolve("isolinux/isolinux.cfg"))
        .content()
        .contains("menu label Unattended installation of db 2\n")
        .contains(
            "append initrd=/install.amd/initrd.gz auto=true priority=critical"
                + " file=/cdrom/preseed.cfg debian-installer/locale=de_DE.UTF-8"
                + " keyboard-configuration/xkb-keymap=us interface=eth0 console=ttyS0,115200n8"
                + " --- quiet net.ifnames=0 console=ttyS0,115200n8\n")
        .endsWith("timeout 50\n");
  }

  private Path extract(Path iso) throws IOException {
    Path tree = Files.createDirectory(folder.resolve("tree"));
    Tool.run("bsdtar", "-C", tree, "-xf", iso).orFail();
    return tree;
  }

  @Test
  void unattended_whenItWasDoneBefore_refuses() {
    Path once = folder.resolve("once.iso");
    sample(Layout.DEBIAN).unattended(u -> u.answers(PRESEED)).writeIso(once);

    assertThatThrownBy(() -> InstallerIso.open(once).unattended(u -> u.answers(PRESEED)))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("Start from the original medium");
  }

  @Test
  void unattended_whenSettingsAreWrong_tellsAllAtOnce() {
    InvalidSpecException refusal =
        catchThrowableOfType(
            InvalidSpecException.class,
            () ->
                sample(Layout.DEBIAN)
                    .unattended(
                        u ->
                            u.name("a'b")
                                .timeout(Duration.ofDays(1))
                                .addKernelArg("a\nb")
                                .addKernelArg("x=\"y\"")
                                .addInstalledKernelArg("---")
                                .addInstalledKernelArg("initrd=/x")));

    assertThat(refusal.problems())
        .containsExactly(
            "answers must be given: without them the installer asks",
            "name must be up to 63 letters, digits, blanks, '.', '_' and '-'",
            "timeout must be 0 to PT1H",
            "kernel argument 'a\nb' must be one ASCII word without quotes, '\\', '$' and '`'",
            "kernel argument 'x=\"y\"' must be one ASCII word without quotes, '\\', '$' and '`'",
            "kernel argument '---' is the boot menu's own business",
            "kernel argument 'initrd=/x' is the boot menu's own business");
  }

  @Test
  void unattended_whenTheCommandLineGetsTooLong_refuses() {
    assertThatThrownBy(
            () ->
                sample(Layout.DEBIAN)
                    .unattended(u -> u.answers(PRESEED).addKernelArg("a=" + "b".repeat(2000))))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("at most 1900 are read whole");
  }

  @Test
  void unattended_whenTheAnswersAreNotWhatTheyClaim_refuses() {
    AnswerFile broken =
        new AnswerFile() {
          @Override
          public Kind kind() {
            return Kind.PRESEED;
          }

          @Override
          public String render() {
            return "d-i netcfg/get_hostname";
          }
        };

    assertThatThrownBy(() -> sample(Layout.DEBIAN).unattended(u -> u.answers(broken)))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("line 1");
  }
}
