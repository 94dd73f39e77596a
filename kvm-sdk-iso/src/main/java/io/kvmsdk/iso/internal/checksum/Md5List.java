package io.kvmsdk.iso.internal.checksum;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a list of digests as {@code md5sum} writes it. */
public final class Md5List {
  /** A leading backslash says that others in the name are escapes. */
  private static final Pattern LINE =
      Pattern.compile("(\\\\?)([0-9a-fA-F]{32}) [ *](?:\\./|/)?(.+)", Pattern.DOTALL);

  private Md5List() {}

  /**
   * The digests by path, in the order of the list; a path begins with a slash. Lines that are none
   * of {@code md5sum}'s are left out, as it does.
   */
  public static Map<String, String> parse(byte[] text) {
    Map<String, String> digests = new LinkedHashMap<>();
    for (String line : new String(text, StandardCharsets.UTF_8).split("\r?\n")) {
      Matcher m = LINE.matcher(line);
      if (m.matches()) {
        String name = m.group(1).isEmpty() ? m.group(3) : unescaped(m.group(3));
        digests.put("/" + name, m.group(2).toLowerCase(Locale.ROOT));
      }
    }
    return digests;
  }

  private static String unescaped(String name) {
    return name.replace("\\n", "\n").replace("\\\\", "\\");
  }
}
