package io.kvmsdk.internal.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads one text of JSON, from its first character to its last. */
final class JsonReader {
  private static final int DEEPEST = 64;

  /** More digits than any number has that means something; larger ones take long to convert. */
  private static final int LONGEST_NUMBER = 40;

  private final String text;
  private int at;
  private int depth;

  JsonReader(String text) {
    this.text = text;
  }

  Object read() {
    Object value = value();
    skipSpace();
    if (at < text.length()) {
      throw wrong("something follows");
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
    enter();
    Map<String, Object> members = new LinkedHashMap<>();
    boolean more = !closes('}');
    while (more) {
      skipSpace();
      String name = string();
      skipSpace();
      expect(':');
      if (members.containsKey(name)) {
        throw wrong("a name comes twice");
      }
      members.put(name, value());
      more = !closes('}') && comma();
    }
    depth--;
    return members;
  }

  private List<Object> array() {
    enter();
    List<Object> elements = new ArrayList<>();
    boolean more = !closes(']');
    while (more) {
      elements.add(value());
      more = !closes(']') && comma();
    }
    depth--;
    return elements;
  }

  private void enter() {
    at++;
    if (++depth > DEEPEST) {
      throw wrong("nested deeper than " + DEEPEST);
    }
  }

  private boolean closes(char close) {
    skipSpace();
    boolean closes = peek() == close;
    at += closes ? 1 : 0;
    return closes;
  }

  private boolean comma() {
    expect(',');
    return true;
  }

  private String string() {
    expect('"');
    StringBuilder read = new StringBuilder();
    for (char c = next(); c != '"'; c = next()) {
      if (c < ' ') {
        throw wrong("a control character in a text");
      }
      read.append(c == '\\' ? escaped() : c);
    }
    return read.toString();
  }

  private char escaped() {
    char c = next();
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> (char) (hex() << 12 | hex() << 8 | hex() << 4 | hex());
      default -> throw wrong("no such escape");
    };
  }

  private int hex() {
    char c = next();
    int digit = c < 128 ? Character.digit(c, 16) : -1;
    if (digit < 0) {
      throw wrong("no hexadecimal digit");
    }
    return digit;
  }

  private Object word(String word, Object value) {
    if (!text.startsWith(word, at)) {
      throw wrong("no value");
    }
    at += word.length();
    return value;
  }

  private Object number() {
    int start = at;
    while (at < text.length() && "+-.0123456789Ee".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    String number = text.substring(start, at);
    if (number.length() > LONGEST_NUMBER
        || !number.matches("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d{1,3})?")) {
      throw wrong("no value");
    }
    BigDecimal exact = new BigDecimal(number);
    boolean whole = exact.scale() == 0 && exact.unscaledValue().bitLength() < Long.SIZE;
    return whole ? (Object) exact.longValue() : exact;
  }

  private void expect(char due) {
    if (next() != due) {
      throw wrong("'" + due + "' is due");
    }
  }

  private char next() {
    char c = peek();
    at++;
    return c;
  }

  private char peek() {
    if (at >= text.length()) {
      throw wrong("it ends too early");
    }
    return text.charAt(at);
  }

  private void skipSpace() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private IllegalArgumentException wrong(String problem) {
    return new IllegalArgumentException("no JSON at character " + at + ": " + problem);
  }
}
