package io.kvmsdk.internal.driver;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Words in which {@code {name}} stands for something to be known, and {@code …} for anything.
 *
 * <p>A name ends where the words go on, or else at the end of the line, and is no longer than Linux
 * lets a path be: what a host says is never long to look through.
 */
final class Wording {
  private static final Pattern NAME = Pattern.compile("\\{(\\w+)}");
  private static final Pattern BLANK = Pattern.compile(NAME + "|…");

  private final Map<String, String> nothing = new LinkedHashMap<>();
  private final Pattern pattern;

  Wording(String words) {
    StringBuilder regex = new StringBuilder();
    Matcher blank = BLANK.matcher(words);
    int end = 0;
    while (blank.find()) {
      regex.append(Pattern.quote(words.substring(end, blank.start())));
      regex.append(blank(blank.group(1), blank.end() == words.length()));
      end = blank.end();
    }
    pattern = Pattern.compile(regex.append(Pattern.quote(words.substring(end))).toString());
  }

  private String blank(String name, boolean last) {
    if (name == null) {
      return ".{0,4096}?";
    }
    nothing.put(name, "");
    return "(?<" + name + ">" + (last ? "[^;]{1,4096}" : ".{1,4096}?") + ")";
  }

  /** What the blanks stand for in {@code text}, in their order; empty if it does not say this. */
  Optional<Map<String, String>> in(String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      return Optional.empty();
    }
    Map<String, String> known = new LinkedHashMap<>(nothing);
    known.replaceAll((name, empty) -> matcher.group(name));
    return Optional.of(known);
  }

  /** {@code text} with what is known in place of its names. */
  static String fill(String text, Map<String, String> known) {
    return NAME.matcher(text)
        .replaceAll(m -> Matcher.quoteReplacement(known.getOrDefault(m.group(1), m.group())));
  }
}
