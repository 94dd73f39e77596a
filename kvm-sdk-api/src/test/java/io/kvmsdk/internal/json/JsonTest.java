package io.kvmsdk.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @Test
  void values_areRead() {
    assertThat(
            Json.read(
                " {\"a\" : [1, -2.5e3, true,false , null, {}, [ ]],\t\"b\\u0041\\n"
                    + "\\\"\":\"\\/ü\"}\r\n"))
        .isEqualTo(
            Map.of(
                "a",
                Arrays.asList(1L, new BigDecimal("-2.5e3"), true, false, null, Map.of(), List.of()),
                "bA\n\"",
                "/ü"));
    assertThat(Json.read("999999999999999999")).isEqualTo(999_999_999_999_999_999L);
    assertThat(Json.read("9223372036854775808")).isEqualTo(new BigDecimal("9223372036854775808"));
  }

  @Test
  void whatWasWritten_isReadTheSame() {
    Object value =
        Map.of(
            "", List.of(List.of(), Map.of(), "\"\\\u0000\u001f/ü日𝄞\ud800", 1L, true),
            "{[,", Map.of("x", Map.of("y", List.of("{", "["))));

    String text = Json.write(value);

    assertThat(Json.read(text)).isEqualTo(value);
    assertThat(text).doesNotContain("\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[1,]",
        "[1 2]",
        "{\"a\":1,}",
        "{\"a\"}",
        "{a:1}",
        "{\"a\":1,\"a\":2}",
        "'a'",
        "\"a",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\\u١٢٣٤\"",
        "\"a\nb\"",
        "01",
        "1.",
        ".5",
        "+1",
        "1e",
        "1e99999",
        "NaN",
        "truth",
        "nul",
        "1 1",
        "[]]",
        "11111111111111111111111111111111111111111"
      })
  void whatIsNotJson_isRefused(String text) {
    assertThatThrownBy(() -> Json.read(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("no JSON at character");
  }

  @Test
  void depth_isBounded() {
    assertThat(Json.read("[".repeat(64) + "]".repeat(64))).isNotNull();
    assertThatThrownBy(() -> Json.read("[".repeat(1_000_000)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("64");
  }

  @Test
  void damagedText_isReadOrRefused_neverAnythingElse() {
    String sound = "{\"return\": {\"a\": [1, 2.5, \"x\\u0041\\n\"], \"b\": null, \"c\": true}}";
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      char[] text = sound.toCharArray();
      for (int n = random.nextInt(4); n >= 0; n--) {
        text[random.nextInt(text.length)] = "{}[]\",:\\u0e-tn x".charAt(random.nextInt(16));
      }
      try {
        Json.read(new String(text));
      } catch (IllegalArgumentException refused) {
        assertThat(refused).hasMessageStartingWith("no JSON");
      }
    }
  }
}
