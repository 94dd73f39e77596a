package io.kvmsdk.testkit.ovsdb;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes JSON, compactly, as Open vSwitch does. */
final class JsonWriter {
  private final StringBuilder out = new StringBuilder();
  private final boolean sorted;

  private JsonWriter(boolean sorted) {
    this.sorted = sorted;
  }

  static String write(Object value) {
    return new JsonWriter(false).value(value).out.toString();
  }

  /** With members in the order of their names, as Open vSwitch writes what it complains about. */
  static String sorted(Object value) {
    return new JsonWriter(true).value(value).out.toString();
  }

  private JsonWriter value(Object value) {
    if (value instanceof Map<?, ?> members) {
      object(sorted ? new TreeMap<>(members) : members);
    } else if (value instanceof List<?> elements) {
      array(elements);
    } else if (value instanceof String text) {
      string(text);
    } else if (value instanceof Double real) {
      out.append(Reals.text(real));
    } else {
      out.append(value);
    }
    return this;
  }

  private void object(Map<?, ?> members) {
    out.append('{');
    String comma = "";
    for (Map.Entry<?, ?> member : members.entrySet()) {
      out.append(comma);
      string((String) member.getKey());
      out.append(':');
      value(member.getValue());
      comma = ",";
    }
    out.append('}');
  }

  private void array(List<?> elements) {
    out.append('[');
    for (Iterator<?> i = elements.iterator(); i.hasNext(); ) {
      value(i.next());
      if (i.hasNext()) {
        out.append(',');
      }
    }
    out.append(']');
  }

  private void string(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      character(text.charAt(i));
    }
    out.append('"');
  }

  private void character(char c) {
    int known = "\"\\\b\f\n\r\t".indexOf(c);
    if (known >= 0) {
      out.append('\\').append("\"\\bfnrt".charAt(known));
    } else if (c < ' ') {
      out.append(String.format("\\u%04x", (int) c));
    } else {
      out.append(c);
    }
  }
}
