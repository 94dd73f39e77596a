package io.kvmsdk.unattended;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.NotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreseedFileTest {
  @TempDir Path folder;

  @Test
  void of_whenTheFileIsGood_keepsItAsItIs() throws IOException {
    String text =
        """
        #### Contents of the preconfiguration file
        d-i\tdebian-installer/locale  string en_US

          d-i partman-auto/expert_recipe string \\
              boot-root ::                \\
        # the boot partition
                  40 50 100 ext3 .
        d-i netcfg/get_hostname string first
        d-i netcfg/get_hostname string Grüße\s\s
        d-i netcfg/wireless_wep string
        d-i passwd/root-password seen true
        """;
    Path file = Files.writeString(folder.resolve("mine.cfg"), text);

    PreseedFile preseed = Preseed.of(file);

    assertThat(preseed.render()).isEqualTo(text);
    assertThat(preseed.answer("debian-installer/locale")).contains("en_US");
    assertThat(preseed.answer("partman-auto/expert_recipe"))
        .contains("boot-root :: 40 50 100 ext3 .");
    assertThat(preseed.answer("netcfg/get_hostname")).contains("Grüße");
    assertThat(preseed.answer("netcfg/wireless_wep")).contains("");
    assertThat(preseed.answer("passwd/root-password")).isEmpty();
  }

  @Test
  void of_whenLinesAreBad_tellsEachByItsNumber() throws IOException {
    String text =
        """
        # fine
          # not in the first column
        d-i netcfg/get_hostname
        d-i a/b strng x
        d-i c/d boolean yes
        d-i e/f string \\

        """;
    Path file = Files.writeString(folder.resolve("mine.cfg"), text);

    InvalidSpecException refusal =
        catchThrowableOfType(InvalidSpecException.class, () -> Preseed.of(file));

    assertThat(refusal.subject().name()).isEqualTo(file.toString());
    assertThat(refusal.problems())
        .containsExactly(
            "line 2: a comment must begin in the first column, or it is read as an answer",
            "line 3: an answer is 'owner question type value', as"
                + " 'd-i netcfg/get_hostname string a'",
            "line 4: a/b: there is no type 'strng', only boolean, error, multiselect, note,"
                + " password, select, string, text, title",
            "line 5: c/d: a boolean is true or false",
            "line 6: the backslash at its end continues it, but nothing follows");
  }

  @Test
  void of_whenItIsNoPreseedAtAll_saysWhy() throws IOException {
    Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, 0, 1});
    Path empty = Files.writeString(folder.resolve("empty"), "# nothing\n");
    Path huge = Files.write(folder.resolve("huge"), new byte[(1 << 20) + 1]);

    assertThatThrownBy(() -> Preseed.of(binary)).hasMessageContaining("not UTF-8");
    assertThatThrownBy(() -> Preseed.of(empty)).hasMessageContaining("there is no answer in it");
    assertThatThrownBy(() -> Preseed.of(huge)).hasMessageContaining("longer than 1048576 bytes");
    assertThatThrownBy(() -> Preseed.of(folder.resolve("none")))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("reading the preseed failed");
  }

  @Test
  void toString_whateverIsInIt_tellsNone() {
    assertThat(Preseed.parse("d-i passwd/root-password password hunter2"))
        .hasToString("PreseedFile[1 answers]")
        .extracting(PreseedFile::render)
        .isEqualTo("d-i passwd/root-password password hunter2\n");
  }
}
