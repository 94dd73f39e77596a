package io.kvmsdk.iso;

import java.time.Instant;

/**
 * A file, folder or link in an image.
 *
 * @param path absolute, as {@code /isolinux/txt.cfg}
 * @param size in bytes; 0 for what is not a file
 * @param linkTarget as written in the link; empty for what is not a link
 * @param mode permissions as in {@code chmod}, with the type bits of {@code st_mode}; where the
 *     image has no Rock Ridge, read-only for all
 * @param modified as Rock Ridge tells, or else when it was recorded
 * @param block where the data begins, in units of 2,048 bytes
 */
public record IsoEntry(
    String path, Kind kind, long size, String linkTarget, int mode, Instant modified, long block) {
  /** What an entry is. */
  public enum Kind {
    FILE,
    DIRECTORY,
    LINK,
    /** A device, socket or pipe. */
    OTHER
  }

  /** The last name of the path; empty for the root. */
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
