package io.kvmsdk.iso.internal.rockridge;

import io.kvmsdk.iso.internal.susp.SystemUseEntry;
import java.util.List;

/**
 * What a PX entry (RRIP 4.1.1) says beside the mode.
 *
 * @param links how many names the file has, as {@code st_nlink}
 * @param uid of the owner
 * @param gid of the group
 * @param serial the same for all names of a file, as {@code st_ino}; 0 before RRIP 1.12
 */
public record PosixEntry(long links, long uid, long gid, long serial) {
  /** What holds for a file without such an entry. */
  public static final PosixEntry NONE = new PosixEntry(1, 0, 0, 0);

  /** From the entries of one record. */
  public static PosixEntry of(List<SystemUseEntry> entries) {
    return entries.stream()
        .filter(e -> e.signature().equals("PX"))
        .reduce((first, last) -> last)
        .map(e -> new PosixEntry(e.number(12), e.number(20), e.number(28), e.number(36)))
        .orElse(NONE);
  }
}
