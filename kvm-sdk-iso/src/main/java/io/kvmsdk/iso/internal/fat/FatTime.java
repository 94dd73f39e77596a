package io.kvmsdk.iso.internal.fat;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * Dates and times of two bytes each (FAT 6.3), from 1980 to 2107 in steps of two seconds. They have
 * no zone; here they are UTC, so that the same edits give the same bytes everywhere.
 */
final class FatTime {
  private static final LocalDateTime FIRST = LocalDateTime.of(1980, 1, 1, 0, 0);
  private static final LocalDateTime LAST = LocalDateTime.of(2107, 12, 31, 23, 59, 58);

  private FatTime() {}

  /** The epoch where it is not set, or is no date. */
  static Instant decode(int date, int time) {
    try {
      return LocalDateTime.of(
              1980 + (date >>> 9),
              date >>> 5 & 0xf,
              date & 0x1f,
              time >>> 11,
              time >>> 5 & 0x3f,
              (time & 0x1f) * 2)
          .toInstant(ZoneOffset.UTC);
    } catch (DateTimeException unset) {
      return Instant.EPOCH;
    }
  }

  static int date(Instant instant) {
    LocalDateTime t = clamped(instant);
    return t.getYear() - 1980 << 9 | t.getMonthValue() << 5 | t.getDayOfMonth();
  }

  static int time(Instant instant) {
    LocalDateTime t = clamped(instant);
    return t.getHour() << 11 | t.getMinute() << 5 | t.getSecond() / 2;
  }

  private static LocalDateTime clamped(Instant instant) {
    LocalDateTime t = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    return t.isBefore(FIRST) ? FIRST : t.isAfter(LAST) ? LAST : t;
  }
}
