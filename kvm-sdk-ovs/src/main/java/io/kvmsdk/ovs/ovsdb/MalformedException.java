package io.kvmsdk.ovs.ovsdb;

import java.util.List;
import java.util.Map;

/** What a server sent is not what RFC 7047 has there; never seen by users. */
final class MalformedException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST_QUOTE = 200;

  MalformedException(String problem) {
    super(problem);
  }

  private MalformedException(String problem, MalformedException cause) {
    super(problem, cause);
  }

  /** The same, found within something larger. */
  MalformedException in(String place) {
    return new MalformedException(place + ": " + getMessage(), this);
  }

  static MalformedException expected(String what, Object json) {
    String text = String.valueOf(json);
    return new MalformedException(
        "not "
            + what
            + " but "
            + (text.length() > LONGEST_QUOTE ? text.substring(0, LONGEST_QUOTE) + "…" : text));
  }

  static Map<?, ?> object(Object json) {
    if (json instanceof Map<?, ?> object) {
      return object;
    }
    throw expected("an object", json);
  }

  static List<?> array(Object json) {
    if (json instanceof List<?> array) {
      return array;
    }
    throw expected("an array", json);
  }

  static String text(Object json) {
    if (json instanceof String text) {
      return text;
    }
    throw expected("a string", json);
  }
}
