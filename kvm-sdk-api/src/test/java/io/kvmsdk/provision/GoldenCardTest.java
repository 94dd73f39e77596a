package io.kvmsdk.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.Firmware;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class GoldenCardTest {
  private static final GoldenInfo INFO =
      GoldenInfo.builder()
          .name("debian-12")
          .format(VolumeFormat.QCOW2)
          .sha256("ab".repeat(32))
          .size(ByteSize.gib(2))
          .source("domain debian.original: the first")
          .created(Instant.parse("2026-03-01T12:00:00Z"))
          .os("Debian 12")
          .firmware(Firmware.UEFI)
          .generalized(Generalize.SYSPREP)
          .build();

  @Test
  void card_isReadAsItWasWritten() {
    assertThat(GoldenCard.read(GoldenCard.write(INFO))).contains(INFO);
  }

  /** As an upload that was cut off leaves it: what was not written is NUL. */
  @Test
  void card_isNone_atWhateverByteItWasCutOff() {
    String whole = GoldenCard.write(INFO);

    for (int length = 0; length < whole.length() - 1; length++) {
      String cut = whole.substring(0, length) + "\0".repeat(whole.length() - length);
      assertThat(GoldenCard.read(cut)).as("%d bytes", length).isEmpty();
    }
  }

  @Test
  void card_isNone_whenAValueMakesNoSense() {
    String whole = GoldenCard.write(INFO);

    assertThat(GoldenCard.read(whole.replace("QCOW2", "qcow9"))).isEmpty();
    assertThat(GoldenCard.read(whole.replace("abab", "xyzx"))).isEmpty();
    assertThat(GoldenCard.read(whole.replace("2147483648", "huge"))).isEmpty();
    assertThat(GoldenCard.read(whole.replace("2026-03", "2026-13"))).isEmpty();
    assertThat(GoldenCard.read(whole.replaceFirst("(?m)^sha256.*\n", ""))).isEmpty();
  }

  @Test
  void info_isRefused_whenItWouldNotFitTheCard() {
    assertThatThrownBy(() -> INFO.toBuilder().name("a b").os("two\nlines").build())
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContainingAll("name", "os must be one line");
  }
}
