package io.kvmsdk.ovs.ovsdb;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON (RFC 7047, 3.1) as plain values: {@link Map}, {@link List}, {@link String}, {@link Number}
 * (never rounded), {@link Boolean} and null.
 */
final class Json {
  /** OVSDB's own values nest some ten levels deep. */
  static final int DEEPEST = 64;

  /** Characters; the longest that Open vSwitch stores are certificates. */
  static final int LONGEST_STRING = 2 << 20;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          // Shared tables of names would grow with whatever a server sends.
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxStringLength(LONGEST_STRING)
                  .build())
          .build();

  private Json() {}

  static JsonParser parser(Reader in) throws IOException {
    return FACTORY.createParser(in);
  }

  /**
   * What a message may cost in memory: many times its length, where it is made of nothing but
   * brackets. Counts what a JVM of 64 bits needs, roughly.
   */
  static final class Budget {
    private final long whole;
    private long spent;

    Budget(long bytes) {
      whole = bytes;
    }

    private void spend(long bytes) throws ProtocolException {
      spent += bytes;
      if (spent > whole) {
        throw new ProtocolException("a message needs more than " + whole + " bytes of memory");
      }
    }

    private String spend(String text) throws ProtocolException {
      spend(40L + text.length());
      return text;
    }

    long spent() {
      return spent;
    }
  }

  /** Reads the value whose first token the parser is at; its depth is bounded by the parser. */
  static Object read(JsonParser in, Budget budget) throws IOException {
    budget.spend(24);
    return switch (in.currentToken()) {
      case START_OBJECT -> readObject(in, budget);
      case START_ARRAY -> readArray(in, budget);
      case VALUE_STRING -> budget.spend(in.getText());
      case VALUE_NUMBER_INT -> in.getNumberValue();
      case VALUE_NUMBER_FLOAT -> decimal(in);
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  private static BigDecimal decimal(JsonParser in) throws IOException {
    try {
      return in.getDecimalValue();
    } catch (NumberFormatException e) { // its exponent has no room in 32 bits
      throw new ProtocolException("a number is beyond all bounds: " + e.getMessage());
    }
  }

  private static Map<String, Object> readObject(JsonParser in, Budget budget) throws IOException {
    budget.spend(120);
    Map<String, Object> object = new LinkedHashMap<>();
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String name = budget.spend(in.currentName());
      budget.spend(48);
      in.nextToken();
      object.put(name, read(in, budget));
    }
    return object;
  }

  private static List<Object> readArray(JsonParser in, Budget budget) throws IOException {
    budget.spend(40);
    List<Object> array = new ArrayList<>(2);
    while (in.nextToken() != JsonToken.END_ARRAY) {
      budget.spend(8);
      array.add(read(in, budget));
    }
    return array;
  }

  /** The UTF-8 text of {@code value}. */
  static byte[] write(Object value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
      write(value, out);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail to be written", e);
    }
    return bytes.toByteArray();
  }

  private static void write(Object value, JsonGenerator out) throws IOException {
    if (value instanceof Map<?, ?> object) {
      out.writeStartObject();
      for (Map.Entry<?, ?> member : object.entrySet()) {
        out.writeFieldName((String) member.getKey());
        write(member.getValue(), out);
      }
      out.writeEndObject();
    } else if (value instanceof List<?> array) {
      out.writeStartArray();
      for (Object element : array) {
        write(element, out);
      }
      out.writeEndArray();
    } else {
      out.writePOJO(value);
    }
  }
}
