package io.kvmsdk.internal.driver;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kvmsdk.domain.ConsoleMatch;
import io.kvmsdk.internal.driver.ConsoleDriver.Line;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The bytes of a guest that came and were looked at, but not read yet. It keeps the newest, as a
 * guest could go on for ever without what is waited for.
 */
final class Transcript {
  private static final int CAPACITY = 256 << 10;
  private static final int LAST_LINES = 10;
  private static final int LONGEST_LINE = 200;

  private final byte[] bytes = new byte[CAPACITY];
  private int size;

  int size() {
    return size;
  }

  /** Takes more from {@code line}; gives what that gave. */
  int fill(Line line) {
    if (size == CAPACITY) {
      drop(CAPACITY / 2);
    }
    int count = line.receive(bytes, size, CAPACITY - size);
    size += Math.max(count, 0);
    return count;
  }

  /** Takes up to {@code length} bytes, the oldest first. */
  int take(byte[] into, int offset, int length) {
    int count = Math.min(size, length);
    System.arraycopy(bytes, 0, into, offset, count);
    drop(count);
    return count;
  }

  /** The first match, which is then taken with all before it. */
  Optional<ConsoleMatch> match(Pattern pattern) {
    String text = text();
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      return Optional.empty();
    }
    drop(lengthInBytes(matcher.end()));
    return Optional.of(
        new ConsoleMatch(text.substring(0, matcher.start()), matcher.group(), groups(matcher)));
  }

  private static List<String> groups(Matcher matcher) {
    return IntStream.rangeClosed(1, matcher.groupCount())
        .mapToObj(i -> Optional.ofNullable(matcher.group(i)).orElse(""))
        .toList();
  }

  /** Bytes that are no UTF-8 count as the replacement character, one or more of them as one. */
  private String text() {
    CharBuffer text = CharBuffer.allocate(size);
    decoder().decode(ByteBuffer.wrap(bytes, 0, size), text, false);
    return text.flip().toString();
  }

  /** How many bytes the first {@code characters} of the text are. */
  private int lengthInBytes(int characters) {
    ByteBuffer in = ByteBuffer.wrap(bytes, 0, size);
    decoder().decode(in, CharBuffer.allocate(characters), false);
    return in.position();
  }

  private static CharsetDecoder decoder() {
    return UTF_8
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPLACE)
        .onUnmappableCharacter(CodingErrorAction.REPLACE);
  }

  private void drop(int count) {
    System.arraycopy(bytes, count, bytes, 0, size - count);
    size -= count;
  }

  /** For messages: without escape sequences and control characters. */
  String lastLines() {
    String plain =
        text().replaceAll("\u001b\\[[0-9;?]*[ -/]*[@-~]", "").replaceAll("[\\p{Cntrl}&&[^\n]]", "");
    String[] lines = plain.lines().filter(l -> !l.isBlank()).toArray(String[]::new);
    if (lines.length == 0) {
      return "Nothing was seen";
    }
    List<String> last =
        Arrays.stream(lines, Math.max(0, lines.length - LAST_LINES), lines.length)
            .map(l -> l.length() > LONGEST_LINE ? l.substring(0, LONGEST_LINE) + "…" : l)
            .toList();
    return "Last seen: " + String.join(" ⏎ ", last);
  }
}
