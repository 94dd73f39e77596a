package io.kvmsdk.testkit.ovsdb;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON (RFC 8259) as strictly as Open vSwitch does: into maps, lists, strings, {@code Long},
 * {@code Double}, {@code Boolean} and null. A number is whole where its value is, however written.
 */
final class JsonReader {
  /** Open vSwitch's own limit (json.h, JSON_MAX_HEIGHT). */
  private static final int DEPTH = 1000;

  private static final double INTEGERS_END = 0x1p63;

  private final String text;
  private int at;
  private int depth;

  private JsonReader(String text) {
    this.text = text;
  }

  /**
   * Reads one document, and nothing behind it.
   *
   * @throws IllegalArgumentException that says what is wrong, and where
   */
  static Object read(String text) {
    JsonReader reader = new JsonReader(text);
    Object value = reader.value();
    reader.skipSpace();
    if (reader.at < text.length()) {
      throw reader.wrong("trailing garbage");
    }
    return value;
  }

  private Object value() {
    skipSpace();
    return switch (peek()) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private Map<String, Object> object() {
    Map<String, Object> members = new LinkedHashMap<>();
    enter();
    while (more(members.isEmpty(), '}')) {
      skipSpace();
      String name = string();
      skipSpace();
      expect(':');
      // As in Open vSwitch, the last of equal names wins.
      members.put(name, value());
    }
    depth--;
    return members;
  }

  private List<Object> array() {
    List<Object> elements = new ArrayList<>();
    enter();
    while (more(elements.isEmpty(), ']')) {
      elements.add(value());
    }
    depth--;
    return elements;
  }

  private void enter() {
    at++;
    if (++depth > DEPTH) {
      throw wrong("nested deeper than " + DEPTH);
    }
  }

  /** Whether a further element comes before {@code end}; takes the comma or the end. */
  private boolean more(boolean first, char end) {
    skipSpace();
    if (peek() == end) {
      at++;
      return false;
    }
    if (!first) {
      expect(',');
    }
    return true;
  }

  private String string() {
    expect('"');
    StringBuilder out = new StringBuilder();
    for (char c = next(); c != '"'; c = next()) {
      if (c < ' ') {
        throw wrong("control character in a string");
      }
      out.append(c == '\\' ? escape() : c);
    }
    for (int i = 0; i < out.length(); i++) {
      if (Character.isSurrogate(out.charAt(i)) && !isPair(out, i++)) {
        throw wrong("half of a surrogate pair");
      }
    }
    return out.toString();
  }

  private static boolean isPair(StringBuilder out, int i) {
    return i + 1 < out.length() && Character.isSurrogatePair(out.charAt(i), out.charAt(i + 1));
  }

  private char escape() {
    char c = next();
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw wrong("unknown escape");
    };
  }

  private char unicode() {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(next(), 16);
      if (digit < 0) {
        throw wrong("bad \\u escape");
      }
      code = code * 16 + digit;
    }
    if (code == 0) {
      throw wrong("null bytes are not allowed");
    }
    return (char) code;
  }

  private Object word(String word, Object value) {
    if (!text.startsWith(word, at)) {
      throw wrong("unknown word");
    }
    at += word.length();
    return value;
  }

  private Object number() {
    int start = at;
    if (peek() == '-') {
      at++;
    }
    if (peek() == '0') {
      at++;
    } else {
      digits();
    }
    if (peek() == '.') {
      at++;
      digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      digits();
    }
    return number(text.substring(start, at));
  }

  private void digits() {
    if (peek() < '0' || peek() > '9') {
      throw wrong("digit expected");
    }
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
  }

  private Object number(String digits) {
    double real = Double.parseDouble(digits);
    if (Double.isInfinite(real)) {
      throw wrong("number out of range");
    }
    // Only what is known to be small goes through BigDecimal: 1e999999999 would fill the heap.
    if (real == 0) {
      return 0L;
    }
    if (real == Math.rint(real) && Math.abs(real) <= INTEGERS_END) {
      BigDecimal exact = new BigDecimal(digits);
      if (exact.stripTrailingZeros().scale() <= 0 && exact.toBigInteger().bitLength() <= 63) {
        return exact.longValue();
      }
    }
    return real;
  }

  private void skipSpace() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  /** The next character; 0, which no JSON has, at the end. */
  private char peek() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  private char next() {
    if (at >= text.length()) {
      throw wrong("unexpected end");
    }
    return text.charAt(at++);
  }

  private void expect(char c) {
    if (peek() != c) {
      throw wrong("'" + c + "' expected");
    }
    at++;
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException("malformed JSON at character " + at + ": " + what);
  }
}
