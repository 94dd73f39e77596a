package io.kvmsdk.testkit.ovsdb;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts a stream of bytes into JSON texts: nothing but their braces separates them. */
final class JsonFrames {
  private byte[] bytes = new byte[8192];
  private int length;
  private int depth;
  private boolean quoted;
  private boolean escaped;

  /**
   * Takes further bytes.
   *
   * @return the texts that are complete now
   * @throws IllegalArgumentException where something else than an object or array begins
   */
  List<String> take(ByteBuffer more) {
    List<String> texts = new ArrayList<>();
    while (more.hasRemaining()) {
      byte b = more.get();
      if (depth == 0 && (b == ' ' || b == '\n' || b == '\r' || b == '\t')) {
        continue;
      }
      add(b);
      follow(b);
      if (depth == 0) {
        texts.add(text());
        length = 0;
      }
    }
    return texts;
  }

  private void add(byte b) {
    if (length == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * length);
    }
    bytes[length++] = b;
  }

  private void follow(byte b) {
    if (quoted) {
      quoted = escaped || b != '"';
      escaped = !escaped && b == '\\';
    } else if (b == '"') {
      quoted = true;
    } else if (b == '{' || b == '[') {
      depth++;
    } else if (b == '}' || b == ']') {
      depth--;
    }
    if (depth < 1 && b != '}' && b != ']' || depth < 0) {
      throw new IllegalArgumentException("neither an object nor an array");
    }
  }

  private String text() {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, 0, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("not UTF-8", e);
    }
  }
}
