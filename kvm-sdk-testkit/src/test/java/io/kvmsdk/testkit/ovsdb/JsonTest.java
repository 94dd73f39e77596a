package io.kvmsdk.testkit.ovsdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[1,]",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "[01]",
        "[1.]",
        "[.5]",
        "[+1]",
        "[1e]",
        "[tru]",
        "[NaN]",
        "[1] 2",
        "[\"\\x\"]",
        "[\"\\ud800\"]",
        "[\"\\udc00\\ud800\"]",
        "[\"\\u0000\"]",
        "[\"\n\"]",
        "[\"",
        "[1e999]",
        "[\"\\u00g0\"]",
        "[1,,2]",
        "[,]",
        "{,}"
      })
  void read_whenItIsNoJson_refuses(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> JsonReader.read(text));
  }

  @Test
  void read_givesWhatIsWritten() {
    String text = "{\"a\":[1,2.5,true,false,null,\"ü\\\"\\\\\\n\"],\"b\":{}}";
    assertThat(JsonWriter.write(JsonReader.read(" " + text + "\n"))).isEqualTo(text);
  }

  @Test
  void read_whenANumberIsWhole_howeverWritten_givesALong() {
    assertThat(JsonReader.read("[1.0,1e2,-0,9223372036854775807,9223372036854775808]"))
        .isEqualTo(List.of(1L, 100L, 0L, Long.MAX_VALUE, 0x1p63));
  }

  @Test
  void frames_whenBytesComeOneByOne_cutTheSameTexts() {
    byte[] stream = "{\"a\":\"}\\\"{\"} [[]]\n{\"ü\":1}".getBytes(StandardCharsets.UTF_8);
    JsonFrames frames = new JsonFrames();
    List<String> texts = new ArrayList<>();
    for (byte b : stream) {
      texts.addAll(frames.take(ByteBuffer.wrap(new byte[] {b})));
    }
    assertThat(texts).containsExactly("{\"a\":\"}\\\"{\"}", "[[]]", "{\"ü\":1}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "}", "\"a\"", "x{}"})
  void frames_whenSomethingElseBegins_refuse(String text) {
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
    assertThatIllegalArgumentException().isThrownBy(() -> new JsonFrames().take(bytes));
  }
}
