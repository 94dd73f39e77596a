package io.kvmsdk.internal.zstd;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class XxHash64Test {
  @ParameterizedTest
  @CsvSource({
    "'', EF46DB3751D8E999",
    "a, D24EC4F1A98C6E5B",
    "abc, 44BC2CF5AD770999",
    "'The quick brown fox jumps over the lazy dog', 0B242D361FDA71BC",
  })
  void hash_isThatOfTheReference(String text, String expected) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    assertThat(XxHash64.of(bytes, 0, bytes.length)).isEqualTo(Long.parseUnsignedLong(expected, 16));
  }
}
