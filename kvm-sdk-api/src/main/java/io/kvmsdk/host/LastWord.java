package io.kvmsdk.host;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is written behind all that a program writes: it tells its exit code, and that nothing was
 * lost. Whatever the program leaves running may hold its output for ever, so its end says nothing.
 *
 * @param token what no program can know
 */
record LastWord(String token) {
  private static final int MOST_OUTPUT = 16 << 20;
  private static final int WINDOW = 1 << 16;
  private static final int LONGEST_CODE = "255\n".length();

  /**
   * One stream of a program, as far as its last word.
   *
   * @param exitCode empty if there was no last word
   */
  record Output(byte[] bytes, boolean truncated, OptionalInt exitCode) {}

  static LastWord random() {
    return new LastWord("kvmsdk-exited-" + UUID.randomUUID() + "-");
  }

  Output read(InputStream in) throws IOException {
    Pattern word = Pattern.compile(token + "(\\d{1,3})\n");
    Kept kept = new Kept();
    byte[] window = new byte[WINDOW];
    int filled = 0;
    for (int n; (n = in.read(window, filled, WINDOW - filled)) >= 0; ) {
      filled += n;
      Matcher found = word.matcher(new String(window, 0, filled, StandardCharsets.ISO_8859_1));
      if (found.find()) {
        kept.add(window, found.start());
        return kept.output(OptionalInt.of(Integer.parseInt(found.group(1))));
      }
      int sure = Math.max(0, filled - token.length() - LONGEST_CODE);
      kept.add(window, sure);
      filled -= sure;
      System.arraycopy(window, sure, window, 0, filled);
    }
    kept.add(window, filled);
    return kept.output(OptionalInt.empty());
  }

  /** The first of what comes. */
  private static final class Kept {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean truncated;

    void add(byte[] more, int length) {
      int room = Math.min(length, MOST_OUTPUT - bytes.size());
      bytes.write(more, 0, room);
      truncated |= room < length;
    }

    Output output(OptionalInt exitCode) {
      return new Output(bytes.toByteArray(), truncated, exitCode);
    }
  }
}
