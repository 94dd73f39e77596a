package io.kvmsdk.iso.internal.ecma119;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The two forms of date and time: 7 bytes in records (9.1.5), 17 in descriptors (8.4.26.1). */
public final class Timestamps {
  public static final int SHORT = 7;
  public static final int LONG = 17;

  private static final DateTimeFormatter DIGITS = DateTimeFormatter.ofPattern("uuuuMMddHHmmss");
  private static final int QUARTER_HOUR = 15 * 60;

  /** In quarters of an hour (9.1.5: from -48 to 52). */
  private static final int MAX_ZONE = 52;

  private Timestamps() {}

  /** The 7-byte form; empty where it is not set, or is no date. */
  public static Optional<Instant> readShort(byte[] b, int at) {
    return instant(
        1900 + Numbers.u8(b, at), b[at + 1], b[at + 2], b[at + 3], b[at + 4], b[at + 5], b[at + 6]);
  }

  /** The 17-byte form; empty where it is not set, or is no date. */
  public static Optional<Instant> readLong(byte[] b, int at) {
    String digits = new String(b, at, 14, StandardCharsets.ISO_8859_1);
    if (!digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.empty();
    }
    return instant(
        Integer.parseInt(digits.substring(0, 4)),
        Integer.parseInt(digits.substring(4, 6)),
        Integer.parseInt(digits.substring(6, 8)),
        Integer.parseInt(digits.substring(8, 10)),
        Integer.parseInt(digits.substring(10, 12)),
        Integer.parseInt(digits.substring(12, 14)),
        b[at + 16]);
  }

  /** A zone that is none counts as UTC, as it does for Linux. */
  private static Optional<Instant> instant(
      int year, int month, int day, int hour, int minute, int second, int zone) {
    if (month < 1 || month > 12 || day < 1 || day > 31 || !timeOfDay(hour, minute, second)) {
      return Optional.empty();
    }
    if (day > 28 && day > YearMonth.of(year, month).lengthOfMonth()) {
      return Optional.empty();
    }
    long days = LocalDate.of(year, month, day).toEpochDay();
    int offset = Math.abs(zone) <= MAX_ZONE ? zone * QUARTER_HOUR : 0;
    return Optional.of(
        Instant.ofEpochSecond(days * 86_400 + hour * 3_600L + minute * 60L + second - offset));
  }

  private static boolean timeOfDay(int hour, int minute, int second) {
    return hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
  }

  /** The 7-byte form in UTC. Its year has one byte: 1900 to 2155. */
  public static byte[] toShort(Instant time) {
    OffsetDateTime t = time.atOffset(ZoneOffset.UTC);
    return new byte[] {
      (byte) Math.max(0, Math.min(255, t.getYear() - 1900)),
      (byte) t.getMonthValue(),
      (byte) t.getDayOfMonth(),
      (byte) t.getHour(),
      (byte) t.getMinute(),
      (byte) t.getSecond(),
      0
    };
  }

  /** The 17-byte form in UTC. */
  public static byte[] toLong(Instant time) {
    byte[] b = new byte[LONG];
    byte[] digits =
        (DIGITS.format(time.atOffset(ZoneOffset.UTC)) + "00").getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(digits, 0, b, 0, digits.length);
    return b;
  }
}
