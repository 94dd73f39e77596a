package io.kvmsdk.iso.internal.fat;

import java.time.Instant;

/**
 * A file or folder.
 *
 * @param path absolute, with the names as they are recorded; empty for the root
 * @param alias the short name
 * @param firstCluster 0 for a file without data, and for the root of FAT12 and FAT16
 * @param size in bytes; of no meaning for folders
 * @param firstSlot the number of its first slot in its folder
 * @param slot the number of its last one, with the short name
 * @param position where that lies in the FAT image
 */
public record FatEntry(
    String path,
    ShortName alias,
    boolean directory,
    int firstCluster,
    long size,
    Instant modified,
    int firstSlot,
    int slot,
    long position) {

  /** The last name of the path. */
  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Whether a caller's name means this: any case of the long name, or of the short one. */
  boolean called(String name) {
    return name().equalsIgnoreCase(name) || alias.shown().equalsIgnoreCase(name);
  }
}
