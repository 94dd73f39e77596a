package io.kvmsdk.iso.internal.ecma119;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The names of the plain tree (ECMA-119 7.5, 7.6), and the order of records (9.3). */
public final class IsoNames {
  /** The most characters of a file name and its extension together, at level 2 (10.2). */
  public static final int MAX_FILE = 30;

  private static final int MAX_DIRECTORY = 31;

  private IsoNames() {}

  /** As people write it: no version, no lone dot at the end. */
  public static String decode(byte[] identifier) {
    String name = new String(identifier, StandardCharsets.ISO_8859_1);
    int version = name.lastIndexOf(';');
    if (version > 0) {
      name = name.substring(0, version);
    }
    return name.length() > 1 && name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  /** A name of interchange level 2: d-characters, 31 in all, one dot in a file's. */
  public static String of(String name, boolean directory) {
    int dot = directory ? -1 : name.lastIndexOf('.');
    String stem = dCharacters(dot < 0 ? name : name.substring(0, dot));
    if (directory) {
      return cut(stem, MAX_DIRECTORY);
    }
    String extension = cut(dCharacters(dot < 0 ? "" : name.substring(dot + 1)), MAX_FILE / 2);
    return cut(stem, MAX_FILE - extension.length()) + "." + extension;
  }

  /** As {@link #of} at level 1: 8 characters, and 3 of an extension. */
  public static String shortName(String name, boolean directory) {
    int dot = directory ? -1 : name.lastIndexOf('.');
    String stem = cut(dCharacters(dot < 0 ? name : name.substring(0, dot)), 8);
    return directory ? stem : stem + "." + cut(dCharacters(name.substring(dot + 1)), 3);
  }

  /** The {@code n}th stand-in for a name that is taken: its stem ends with the number. */
  public static String numbered(String name, int n, int limit) {
    int dot = name.lastIndexOf('.');
    String stem = dot < 0 ? name : name.substring(0, dot);
    String extension = name.substring(stem.length());
    String number = Integer.toString(n);
    return cut(stem, limit - number.length() - extension.length()) + number + extension;
  }

  private static String cut(String text, int limit) {
    return text.substring(0, Math.min(limit, text.length()));
  }

  private static String dCharacters(String text) {
    StringBuilder allowed = new StringBuilder(text.toUpperCase(Locale.ROOT));
    for (int i = 0; i < allowed.length(); i++) {
      char c = allowed.charAt(i);
      if ((c < 'A' || c > 'Z') && (c < '0' || c > '9')) {
        allowed.setCharAt(i, '_');
      }
    }
    return allowed.toString();
  }

  /**
   * The order of 9.3: by name, then by extension, each padded with spaces; then by version. Bytes
   * are compared unsigned. In the two-byte names of Joliet, spaces and dots are two bytes wide.
   */
  public static int compare(byte[] a, byte[] b, boolean twoBytes) {
    return Key.of(a, twoBytes).compareTo(Key.of(b, twoBytes));
  }

  /** An identifier's place in the order of 9.3, for those who compare it often. */
  public record Key(String stem, String whole) implements Comparable<Key> {
    public static Key of(byte[] identifier, boolean twoBytes) {
      String text =
          new String(
              identifier, twoBytes ? StandardCharsets.UTF_16BE : StandardCharsets.ISO_8859_1);
      return new Key(IsoNames.stem(text), text);
    }

    @Override
    public int compareTo(Key other) {
      int byStem = padded(stem, other.stem);
      return byStem != 0 ? byStem : padded(whole, other.whole);
    }
  }

  /** Puts new elements to where 9.3 wants them among old ones, which keep their order. */
  public static <T> List<T> merge(List<T> old, List<T> added, Function<T, Key> key) {
    List<T> merged = new ArrayList<>(old.size() + added.size());
    int taken = 0;
    for (T next : added.stream().sorted(Comparator.comparing(key)).toList()) {
      Key place = key.apply(next);
      while (taken < old.size() && key.apply(old.get(taken)).compareTo(place) <= 0) {
        merged.add(old.get(taken++));
      }
      merged.add(next);
    }
    merged.addAll(old.subList(taken, old.size()));
    return merged;
  }

  private static String stem(String name) {
    int end = name.lastIndexOf('.');
    if (end < 0) {
      end = name.lastIndexOf(';');
    }
    return end < 0 ? name : name.substring(0, end);
  }

  private static int padded(String a, String b) {
    int length = Math.max(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char left = i < a.length() ? a.charAt(i) : ' ';
      char right = i < b.length() ? b.charAt(i) : ' ';
      if (left != right) {
        return left - right;
      }
    }
    return 0;
  }
}
