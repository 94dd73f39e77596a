package io.kvmsdk.unattended;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreseedTest {
  private static final String HASH = "$6$rounds=5000$abcdefgh$S1gdN.x/y";
  private static final String KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFoo+/= o'neil@desk";

  @TempDir Path folder;

  private static Preseed preseed(Consumer<Preseed.Builder> more) {
    Preseed.Builder builder =
        Preseed.builder().hostname("web1").rootPassword(Password.crypted(HASH));
    more.accept(builder);
    return builder.build();
  }

  private static InvalidSpecException refusalOf(Consumer<Preseed.Builder> more) {
    return catchThrowableOfType(InvalidSpecException.class, () -> preseed(more));
  }

  @Test
  void render_whenLittleIsGiven_answersAllThatTheInstallerAsks() {
    assertThat(preseed(b -> {}).render().lines())
        .startsWith("#_preseed_V1", "d-i debian-installer/locale string en_US.UTF-8")
        .contains(
            "d-i keyboard-configuration/xkb-keymap select us",
            "d-i netcfg/get_hostname string web1",
            "d-i netcfg/get_domain string",
            "d-i mirror/http/proxy string",
            "d-i passwd/root-password-crypted password " + HASH,
            "d-i passwd/make-user boolean false",
            "d-i time/zone string Etc/UTC",
            "d-i partman-auto/method string regular",
            "d-i partman-auto/choose_recipe select atomic",
            "d-i partman/confirm boolean true",
            "d-i partman/confirm_nooverwrite boolean true",
            "d-i grub-installer/bootdev string default",
            "d-i debian-installer/exit/poweroff boolean true")
        .noneMatch(line -> line.contains("late_command"))
        .noneMatch(line -> line.contains("mirror/http/hostname"))
        .doesNotHaveDuplicates();
  }

  @Test
  @RequiresTool(
      value = {"debconf-set-selections", "-c", "/dev/null"},
      debianPackage = "debconf")
  void render_whenEverythingIsGiven_isWhatDebconfReads() throws IOException {
    Preseed preseed =
        preseed(
            b ->
                b.domain("example.org")
                    .user("anna", Password.plain("päss $word \\\" '"))
                    .addAuthorizedKey(KEY)
                    .mirror(Mirror.of("mirror.example", "/d").throughProxy("http://p:3128/"))
                    .disk("/dev/vda")
                    .partitioning(Partitioning.lvm())
                    .packages("nginx", "g++")
                    .tasks("standard", "ssh-server")
                    .kernelPackage("linux-image-cloud-amd64")
                    .addKernelOption("console=ttyS0,115200n8")
                    .earlyCommand("anna-install cryptsetup-udeb")
                    .addLateCommand("echo 'a b' > /target/etc/marker")
                    .ending(Ending.REBOOT)
                    .answer(
                        "openssh-server", "openssh-server/permit-root-login", "boolean", "true"));
    Path file = Files.writeString(folder.resolve("preseed.cfg"), preseed.render());

    assertThat(Tool.run("debconf-set-selections", "-c", file).orFail().output()).isEmpty();
    assertThat(Preseed.of(file).answer("passwd/user-password")).contains("päss $word \\\" '");
    assertThat(Preseed.of(file).answer("tasksel/first")).contains("standard, ssh-server");
  }

  @Test
  void render_whenAQuestionIsAnsweredByHand_thatAnswerStandsAlone() {
    Preseed preseed =
        preseed(
            b ->
                b.addLateCommand("true")
                    .answer("d-i", "preseed/late_command", "string", "echo mine")
                    .answer("d-i", "netcfg/get_hostname", "string", "other"));

    assertThat(preseed.render().lines())
        .contains(
            "d-i preseed/late_command string echo mine", "d-i netcfg/get_hostname string other")
        .filteredOn(l -> l.contains("late_command") || l.contains("get_hostname"))
        .hasSize(2);
  }

  @Test
  void render_withoutMirror_usesTheMediumAlone() {
    assertThat(preseed(b -> b.mirror(Mirror.none())).render())
        .contains("d-i apt-setup/use_mirror boolean false\n")
        .contains("d-i apt-setup/no_mirror boolean true\n")
        .doesNotContain("mirror/http");
  }

  @Test
  void render_withKeysForAUser_installsSshAndWritesThemUnderAnyQuote() throws IOException {
    Preseed preseed =
        preseed(b -> b.user("anna", Password.crypted("!")).addAuthorizedKey(KEY).addPackage("vim"));

    String late = Preseed.parse(preseed.render()).answer("preseed/late_command").orElseThrow();
    assertThat(preseed.render()).contains("d-i pkgsel/include string vim openssh-server\n");
    assertThat(late).endsWith("in-target chown -R anna:anna /home/anna/.ssh");

    String here = late.replace("/target", folder.toString()).replace("in-target", ": ");
    Tool.run("sh", "-c", here).orFail();
    assertThat(folder.resolve("home/anna/.ssh/authorized_keys")).hasContent(KEY);
  }

  @Test
  void render_withAnExpertRecipe_putsItOnOneLine() {
    Partitioning recipe =
        Partitioning.expert(
            "regular",
            """
            boot-root :: \\
                40 50 100 ext3 $primary{ } \\
                  method{ format } format{ } mountpoint{ /boot } .
            """);

    assertThat(preseed(b -> b.partitioning(recipe)).render())
        .contains(
            "d-i partman-auto/expert_recipe string boot-root :: 40 50 100 ext3 $primary{ }"
                + " method{ format } format{ } mountpoint{ /boot } .\n")
        .contains("d-i partman-auto/choose_recipe select boot-root\n");
  }

  @Test
  void build_whenMuchIsWrong_tellsAllOfItAtOnce() {
    InvalidSpecException refusal =
        catchThrowableOfType(
            InvalidSpecException.class,
            () ->
                Preseed.builder()
                    .hostname("-web_1")
                    .domain("a\nd-i preseed/late_command string evil")
                    .locale("")
                    .disk("vda")
                    .packages("vim", "no such")
                    .addAuthorizedKey("hunter2")
                    .addLateCommand("true\\")
                    .answer("d-i", "a b", "strng", " x")
                    .answer("d-i", "x/y", "boolean", "yes")
                    .build());

    assertThat(refusal.problems())
        .containsExactlyInAnyOrder(
            "hostname must be 1 to 63 letters, digits and dashes, no dash at either end",
            "nobody could log in: give rootPassword or user",
            "an authorized key must be one line as in a .pub file, with the key's type first",
            "disk must be a path below /dev",
            "'no such' is no package name",
            "netcfg/get_domain: the value must be one line without control characters",
            "preseed/late_command: a backslash at the end would continue the line",
            "a b: a question is one word, as netcfg/get_hostname",
            "a b: there is no type 'strng', only boolean, error, multiselect, note, password,"
                + " select, string, text, title",
            "a b: the value begins or ends with a blank",
            "x/y: a boolean is true or false");
  }

  @Test
  void build_whenAPasswordIsBad_doesNotShowIt() {
    assertThat(refusalOf(b -> b.rootPassword(Password.crypted("hunter2"))))
        .hasMessageContaining("rootPassword is not a hash as crypt(5) writes it")
        .hasMessageNotContaining("hunter2");
    assertThat(refusalOf(b -> b.rootPassword(Password.plain("hunter2\nx"))))
        .hasMessageContaining("passwd/root-password: the value must be one line")
        .hasMessageNotContaining("hunter2");
    assertThat(refusalOf(b -> b.user("root", Password.crypted("*"))))
        .hasMessageContaining("not root");
  }

  @Test
  void toString_whateverIsGiven_showsNoPassword() {
    Preseed preseed =
        preseed(
            b ->
                b.user("anna", Password.plain("hunter2"))
                    .answer("d-i", "grub-installer/password", "password", "hunter2"));

    assertThat(preseed.toString()).contains("web1").doesNotContain("hunter2", HASH);
    assertThat(preseed.answers().toString()).doesNotContain("hunter2");
  }

  @Test
  void toBuilder_whenNothingIsChanged_buildsAnEqual() {
    Preseed preseed =
        preseed(b -> b.mirror(Mirror.none()).addPackage("vim").user("a", Password.plain("b")));

    assertThat(preseed.toBuilder().build()).isEqualTo(preseed).hasSameHashCodeAs(preseed);
  }
}
