package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import java.time.Instant;
import java.util.Optional;

/**
 * What a new entry shall tell of itself.
 *
 * @param permissions as in {@code chmod}; empty for read-only
 * @param modified empty for the time of the edit
 */
public record Posix(Optional<Integer> permissions, Optional<Instant> modified) {
  /** Read-only for all, as of the time of the edit. */
  public static final Posix USUAL = new Posix(Optional.empty(), Optional.empty());

  private static final int ALL = 07777;
  private static final long MAX_ID = 0xffffffffL;

  static Posix of(Instant modified) {
    return new Posix(Optional.empty(), Optional.of(modified));
  }

  static Posix of(int permissions, Instant modified) {
    return new Posix(Optional.of(permissions & ALL), Optional.of(modified));
  }

  /** The type and permissions of an entry that has {@code usual} ones otherwise. */
  int mode(int usual) {
    return permissions.map(p -> usual & ~ALL | p).orElse(usual);
  }

  static void checkPermissions(String path, int permissions) {
    if ((permissions & ~ALL) != 0) {
      throw InvalidSpecException.of(
          Subject.of("file", path),
          "permissions are octal 0 to 07777, not 0" + Integer.toOctalString(permissions));
    }
  }

  static void checkOwner(String path, long uid, long gid) {
    if (uid < 0 || gid < 0 || uid > MAX_ID || gid > MAX_ID) {
      throw InvalidSpecException.of(
          Subject.of("file", path), "user and group are numbers of 0 to " + MAX_ID);
    }
  }

  /** A record's date has one byte for the year since 1900 (ECMA-119 9.1.5). */
  static void checkTime(String path, Instant time) {
    if (time.isBefore(Instant.parse("1900-01-01T00:00:00Z"))
        || !time.isBefore(Instant.parse("2156-01-01T00:00:00Z"))) {
      throw InvalidSpecException.of(
          Subject.of("file", path), "ISO images hold times of 1900 to 2155, not " + time);
    }
  }
}
