package io.kvmsdk.unattended;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.unattended.AnswerFile.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AnswerFileTest {
  private static final String KICKSTART =
      """
      text
      %include /tmp/disks.ks
      autopart --type=lvm
      %packages
      @core
      %end
      %post --interpreter=/bin/sh
      echo "%pre is only text here"
      %end
      """;

  @TempDir Path folder;

  private static List<String> problems(Kind kind, String text) {
    return catchThrowableOfType(InvalidSpecException.class, () -> AnswerFile.parse(kind, text))
        .problems();
  }

  @Test
  void parse_keepsTheTextAsItIs() {
    AnswerFile answers = AnswerFile.parse(Kind.KICKSTART, KICKSTART);

    assertThat(answers.kind()).isEqualTo(Kind.KICKSTART);
    assertThat(answers.render()).isEqualTo(KICKSTART);
    assertThat(AnswerFile.parse(Kind.ALPINE, "DISKOPTS=none").render())
        .isEqualTo("DISKOPTS=none\n");
    assertThat(AnswerFile.parse(Kind.PRESEED, "d-i a/b string c")).isInstanceOf(PreseedFile.class);
  }

  @Test
  void read_whenThereIsSuchAFile_takesItsText() throws IOException {
    Path file = Files.writeString(folder.resolve("ks.cfg"), KICKSTART);

    assertThat(AnswerFile.read(Kind.KICKSTART, file).render()).isEqualTo(KICKSTART);
    assertThatThrownBy(() -> AnswerFile.read(Kind.KICKSTART, folder.resolve("none")))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void read_whenItIsNoText_namesTheFile() throws IOException {
    Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, 0, 1});

    assertThatThrownBy(() -> AnswerFile.read(Kind.AUTOYAST, binary))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("autoyast '" + binary + "': the file is not UTF-8 text");
  }

  @ParameterizedTest
  @EnumSource
  void parse_whenThereIsNothingButComments_refuses(Kind kind) {
    assertThat(problems(kind, "")).containsExactly("there is no answer in it");
    assertThat(problems(kind, "# later\n\n")).containsExactly("there is no answer in it");
  }

  @Test
  void parse_whenTheKickstartsSectionsAreOpen_tellsWhere() {
    assertThat(problems(Kind.KICKSTART, "text\n%end\n%packages\n@core\n%post\n"))
        .containsExactly("line 2: %end ends no section", "line 3: %packages has no %end");
  }

  @Test
  void parse_ofAnyFormOfAutoinstall_isUserDataForCloudInit() {
    String userData =
        """
        #cloud-config
        autoinstall:
          version: 1
          late-commands:
            - |
              echo a

              echo b
        """;
    String keyed = userData.substring(userData.indexOf('\n') + 1);
    String bare = keyed.substring(keyed.indexOf('\n') + 1).replaceAll("(?m)^  ", "");

    for (String form : List.of(userData, keyed, bare)) {
      assertThat(AnswerFile.parse(Kind.AUTOINSTALL, form).render()).isEqualTo(userData);
    }
  }

  @Test
  @RequiresTool(
      value = {"python3", "-c", "import yaml"},
      debianPackage = "python3-yaml")
  void parse_ofBareAutoinstall_givesTheYamlThatWasMeant() throws IOException {
    String bare = "version: 1\nlate-commands:\n- |\n  echo a\n\n    echo b\n- 'c\n\n  d'\n";
    Path file =
        Files.writeString(
            folder.resolve("user-data"), AnswerFile.parse(Kind.AUTOINSTALL, bare).render());

    String program = "import sys, yaml; print(yaml.safe_load(open(sys.argv[1])))";
    assertThat(Tool.run("python3", "-c", program, file).orFail().output())
        .isEqualTo(
            "{'autoinstall': {'version': 1, 'late-commands':"
                + " ['echo a\\n\\n  echo b\\n', 'c\\nd']}}\n");
  }

  @Test
  void parse_whenUserDataIsNotForTheInstaller_refuses() {
    assertThat(problems(Kind.AUTOINSTALL, "#cloud-config\nhostname: web1\n"))
        .containsExactly("user data for the installer must have the key 'autoinstall:'");
    assertThat(problems(Kind.AUTOINSTALL, "hostname: web1\n"))
        .containsExactly("it must have the key 'autoinstall:', or 'version:' at its top level");
  }

  private static final String PROFILE =
      """
      <?xml version="1.0"?>
      <!DOCTYPE profile>
      <profile xmlns="http://www.suse.com/1.0/yast2ns"
          xmlns:config="http://www.suse.com/1.0/configns">
        <general/>
      </profile>
      """;

  @Test
  @RequiresTool(
      value = {"xmllint", "--version"},
      debianPackage = "libxml2-utils")
  void parse_ofAnAutoYastProfile_takesWhatXmllintTakes() throws IOException {
    Path file = Files.writeString(folder.resolve("autoinst.xml"), PROFILE);

    assertThat(AnswerFile.read(Kind.AUTOYAST, file).render()).isEqualTo(PROFILE);
    Tool.run("xmllint", "--noout", file).orFail();
  }

  @Test
  void parse_whenTheProfileIsNone_tellsWhy() {
    assertThat(problems(Kind.AUTOYAST, "<profile>"))
        .singleElement()
        .asString()
        .startsWith("it is not well-formed XML: ");
    assertThat(problems(Kind.AUTOYAST, "<domain/>"))
        .containsExactly("its element is <domain>; AutoYaST reads a <profile>");
  }

  @Test
  void parse_whenTheProfileReadsOtherFiles_doesNotFollow() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "unreadable <");
    String external =
        "<!DOCTYPE profile [<!ENTITY e SYSTEM \"" + secret.toUri() + "\">]><profile>&e;</profile>";
    String dtd = "<!DOCTYPE profile SYSTEM \"" + secret.toUri() + "\"><profile/>";

    assertThat(AnswerFile.parse(Kind.AUTOYAST, dtd).render()).contains("profile");
    assertThat(AnswerFile.parse(Kind.AUTOYAST, external).render()).contains("&e;");
  }

  @Test
  void parse_whenAlpinesDiskIsNotNamed_refuses() {
    assertThat(problems(Kind.ALPINE, "HOSTNAMEOPTS=web1\n"))
        .containsExactly("DISKOPTS must be set, or setup-alpine asks for the disk");
  }

  @Test
  void toString_doesNotShowPasswords() {
    assertThat(AnswerFile.parse(Kind.KICKSTART, "rootpw secret\n").toString())
        .isEqualTo("AnswerText[KICKSTART, 14 characters]");
  }
}
