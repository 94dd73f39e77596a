package io.kvmsdk.iso.internal.fat;

import io.kvmsdk.iso.internal.ecma119.Numbers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The eleven bytes of a short name (FAT 6.1): eight, and three for what follows the dot. Windows NT
 * marks in another byte which of the two parts is to be shown in lower case.
 *
 * @param field the name as it is recorded
 * @param lowerCase the marks, 0x08 for the first part and 0x10 for the second
 */
record ShortName(String field, int lowerCase) {
  static final int LENGTH = 11;

  private static final int BASE = 8;
  private static final int EXTENSION = LENGTH - BASE;
  private static final int LOWER_BASE = 0x08;
  private static final int LOWER_EXTENSION = 0x10;

  /** Stands for a first byte of 0xE5, which would mean that the entry is free. */
  private static final char KANJI_LEAD = 0x05;

  private static final String ALLOWED = "\\w!#$%&'()@^`{}~-";
  private static final Pattern EXACT =
      Pattern.compile("([%1$s]{1,8})(?:\\.([%1$s]{1,3}))?".formatted(ALLOWED));

  /** What mtools writes, with which nearly all EFI boot images are made. */
  private static final Charset OEM = Charset.forName("IBM850");

  /** Takes the name from a directory slot. */
  static ShortName of(byte[] slot) {
    return new ShortName(
        new String(slot, 0, LENGTH, StandardCharsets.ISO_8859_1), Numbers.u8(slot, 12));
  }

  /** The short name that shows {@code name} just as it is; empty if there is none. */
  static Optional<ShortName> exact(String name) {
    Matcher m = EXACT.matcher(name);
    if (!m.matches()) {
      return Optional.empty();
    }
    String base = m.group(1);
    String extension = m.group(2) == null ? "" : m.group(2);
    if (mixed(base) || mixed(extension)) {
      return Optional.empty();
    }
    int marks = (lower(base) ? LOWER_BASE : 0) | (lower(extension) ? LOWER_EXTENSION : 0);
    return Optional.of(new ShortName(field(upper(base), upper(extension)), marks));
  }

  /**
   * The alias of a long name (FAT 7.4): the basis name, with a numeric tail unless it says all that
   * the long name says.
   *
   * @param taken whether an alias, as it shows, is in use
   */
  static ShortName alias(String name, Predicate<String> taken) {
    String upper = upper(name).replace(" ", "").replaceFirst("^\\.+", "");
    int dot = upper.lastIndexOf('.');
    String base = legal((dot < 0 ? upper : upper.substring(0, dot)).replace(".", ""));
    String extension = legal(dot < 0 ? "" : upper.substring(dot + 1));
    String shown = dot < 0 ? base : base + "." + extension;
    ShortName alias = of(base, extension);
    boolean whole =
        shown.equals(upper(name)) && base.length() <= BASE && extension.length() <= EXTENSION;
    for (int n = 1; !whole || taken.test(alias.shown()); n++) {
      whole = true;
      String tail = "~" + n;
      alias = of(cut(base, BASE - tail.length()) + tail, extension);
    }
    return alias;
  }

  private static ShortName of(String base, String extension) {
    return new ShortName(field(cut(base, BASE), cut(extension, EXTENSION)), 0);
  }

  private static String field(String base, String extension) {
    return "%-8s%-3s".formatted(base, extension);
  }

  private static String cut(String text, int length) {
    return text.substring(0, Math.min(length, text.length()));
  }

  private static String legal(String text) {
    return text.replaceAll("[^" + ALLOWED + "]", "_");
  }

  private static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }

  private static boolean lower(String text) {
    return !text.equals(upper(text));
  }

  private static boolean mixed(String text) {
    return lower(text) && !text.equals(text.toLowerCase(Locale.ROOT));
  }

  byte[] bytes() {
    return field.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The name as it shows: {@code grub.cfg} for {@code GRUB····CFG} with both marks. */
  String shown() {
    byte[] raw = bytes();
    if (raw[0] == KANJI_LEAD) {
      raw[0] = (byte) 0xE5;
    }
    String base = part(raw, 0, BASE, LOWER_BASE);
    String extension = part(raw, BASE, LENGTH, LOWER_EXTENSION);
    return extension.isEmpty() ? base : base + "." + extension;
  }

  private String part(byte[] raw, int from, int to, int mark) {
    String part = new String(Arrays.copyOfRange(raw, from, to), OEM).stripTrailing();
    return (lowerCase & mark) != 0 ? part.toLowerCase(Locale.ROOT) : part;
  }

  /** What ties a long name to this one (FAT 7.2). */
  int checksum() {
    int sum = 0;
    for (byte b : bytes()) {
      sum = ((sum & 1) << 7) + (sum >>> 1) + (b & 0xff) & 0xff;
    }
    return sum;
  }
}
