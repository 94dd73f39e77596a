package io.kvmsdk.ovs.vsctl;

import java.util.Optional;

/** Strings as JSON writes them between quotes (RFC 8259, 7). */
final class JsonText {
  private static final String SHORT = "\"\\/bfnrt";
  private static final String MEANT = "\"\\/\b\f\n\r\t";

  private JsonText() {}

  /** Nothing for what is no JSON string. */
  static Optional<String> unescape(String text) {
    StringBuilder plain = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i++);
      if (c == '"' || c < ' ') {
        return Optional.empty();
      }
      if (c != '\\') {
        plain.append(c);
        continue;
      }
      int which = i < text.length() ? SHORT.indexOf(text.charAt(i)) : -1;
      if (which >= 0) {
        plain.append(MEANT.charAt(which));
        i++;
      } else if (text.substring(i).matches("(?s)u[0-9a-fA-F]{4}.*")) {
        plain.append((char) Integer.parseInt(text.substring(i + 1, i + 5), 16));
        i += 5;
      } else {
        return Optional.empty();
      }
    }
    return wellFormed(plain) ? Optional.of(plain.toString()) : Optional.empty();
  }

  /** Neither a zero character nor half a surrogate pair. */
  private static boolean wellFormed(CharSequence text) {
    return text.codePoints().noneMatch(c -> c == 0 || c >= 0xd800 && c <= 0xdfff);
  }

  static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int which = c == '/' ? -1 : MEANT.indexOf(c);
      if (which >= 0) {
        quoted.append('\\').append(SHORT.charAt(which));
      } else if (c < ' ') {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
