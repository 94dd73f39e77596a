package io.kvmsdk.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "4096, 4096",
    "4096B, 4096",
    "1K, 1024",
    "1k, 1024",
    "20G, 21474836480",
    "20GiB, 21474836480",
    "20gb, 21474836480",
    "512 MiB, 536870912",
    "' 3T ', 3298534883328",
    "7E, 8070450532247928832"
  })
  void parse_ofWhatPeopleWrite_isThatManyBytes(String text, long bytes) {
    assertThat(ByteSize.parse(text)).isEqualTo(ByteSize.bytes(bytes));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "G", "B", "1.5G", "twenty", "20X", "-", "8E", "9223372036854775808", "1 2G"})
  void parse_ofAnythingElse_saysWhatToWrite(String text) {
    assertThatThrownBy(() -> ByteSize.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not a size: '" + text + "'; write a whole number");
  }

  @Test
  void bytes_whenNegative_isRefused() {
    assertThatThrownBy(() -> ByteSize.bytes(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ByteSize.parse("-5G")).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0B",
    "1, 1B",
    "1024, 1KiB",
    "1536, 1536B",
    "21474836480, 20GiB",
    "1099511627776, 1TiB",
    "9223372036854775807, 9223372036854775807B"
  })
  void toString_usesTheLargestUnitThatDividesIt_andCanBeParsed(long bytes, String text) {
    assertThat(ByteSize.bytes(bytes)).hasToString(text);
    assertThat(ByteSize.parse(text)).isEqualTo(ByteSize.bytes(bytes));
  }

  @Test
  void toKib_roundsUp() {
    assertThat(ByteSize.ZERO.toKib()).isZero();
    assertThat(ByteSize.bytes(1).toKib()).isEqualTo(1);
    assertThat(ByteSize.kib(3).toKib()).isEqualTo(3);
    assertThat(ByteSize.bytes(Long.MAX_VALUE).toKib()).isEqualTo(1L << 53);
  }

  @Test
  void compareTo_goesByBytes() {
    assertThat(ByteSize.mib(1)).isLessThan(ByteSize.gib(1)).isGreaterThan(ByteSize.kib(1));
    assertThat(ByteSize.gib(1024)).isEqualByComparingTo(ByteSize.tib(1));
  }
}
