package io.kvmsdk.internal.json;

import java.util.List;
import java.util.Map;

/**
 * JSON (RFC 8259) as plain values: {@link Map}, {@link List}, {@link String}, {@link Long}, {@link
 * java.math.BigDecimal} for other numbers, {@link Boolean} and null.
 */
public final class Json {
  private Json() {}

  /**
   * Reads one value. Text from a stranger does no harm: depth and numbers are bounded, and names
   * that come twice are refused.
   *
   * @throws IllegalArgumentException if the text is not JSON, saying where
   */
  public static Object read(String text) {
    return new JsonReader(text).read();
  }

  /** Writes {@code value}, in one line; what is no value of JSON's is an error of the caller. */
  public static String write(Object value) {
    StringBuilder text = new StringBuilder();
    write(value, text);
    return text.toString();
  }

  private static void write(Object value, StringBuilder to) {
    if (value instanceof Map<?, ?> object) {
      String separator = "{";
      for (Map.Entry<?, ?> member : object.entrySet()) {
        to.append(separator);
        quote((String) member.getKey(), to);
        to.append(':');
        write(member.getValue(), to);
        separator = ",";
      }
      to.append(object.isEmpty() ? "{}" : "}");
    } else if (value instanceof List<?> array) {
      String separator = "[";
      for (Object element : array) {
        to.append(separator);
        write(element, to);
        separator = ",";
      }
      to.append(array.isEmpty() ? "[]" : "]");
    } else if (value instanceof String text) {
      quote(text, to);
    } else if (value == null || value instanceof Number || value instanceof Boolean) {
      to.append(value);
    } else {
      throw new IllegalArgumentException("no value of JSON's: " + value.getClass());
    }
  }

  private static void quote(String text, StringBuilder to) {
    to.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        to.append('\\').append(c);
      } else if (c < ' ' || Character.isSurrogate(c)) {
        to.append("\\u%04x".formatted((int) c));
      } else {
        to.append(c);
      }
    }
    to.append('"');
  }
}
