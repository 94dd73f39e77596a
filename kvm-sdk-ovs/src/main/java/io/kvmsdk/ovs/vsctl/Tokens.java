package io.kvmsdk.ovs.vsctl;

/** Takes an argument apart as ovs-vsctl(8), "Database Values", says. */
final class Tokens {
  private static final String DELIMITERS = ":=, []{}!<>";

  private final String text;
  private int at;

  Tokens(String text) {
    this.text = text;
  }

  /** Up to the next delimiter outside quotes; the quotes stay, backslashes outside them go. */
  String token() {
    int start = at;
    StringBuilder token = new StringBuilder();
    boolean quotes = false;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\\') {
        if (at + 1 == text.length()) {
          throw Refusal.invalid(text.substring(start) + ": backslash at end of argument");
        }
        token.append(quotes ? "\\" : "").append(text.charAt(at + 1));
        at += 2;
        continue;
      }
      if (!quotes && DELIMITERS.indexOf(c) >= 0) {
        break;
      }
      quotes ^= c == '"';
      token.append(c);
      at++;
    }
    if (quotes) {
      throw Refusal.invalid(text.substring(start) + ": quoted string extends past end of argument");
    }
    return token.toString();
  }

  boolean atEnd() {
    return at >= text.length();
  }

  /** The character here, 0 at the end. */
  char peek() {
    return atEnd() ? 0 : text.charAt(at);
  }

  boolean atDelimiter() {
    return !atEnd() && DELIMITERS.indexOf(peek()) >= 0;
  }

  boolean skip(char c) {
    if (peek() != c) {
      return false;
    }
    at++;
    return true;
  }

  void skipSpaces() {
    while (!atEnd() && " \t\n\r\f\u000b".indexOf(peek()) >= 0) {
      at++;
    }
  }

  /** What has not been taken yet. */
  String rest() {
    return text.substring(at);
  }

  void skip(int characters) {
    at += characters;
  }
}
