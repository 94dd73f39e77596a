package io.kvmsdk.qcow2;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * What a file is, whatever its names: two are equal if they are one file, by links of either kind.
 *
 * @param key as the file system tells; of the folder, if there is no such file
 * @param missing the name in its folder; empty if there is such a file
 */
record FileIdentity(Object key, String missing) {
  static FileIdentity of(Path file) {
    if (Files.exists(file)) {
      return new FileIdentity(key(file), "");
    }
    Path absolute = file.toAbsolutePath().normalize();
    return new FileIdentity(key(absolute.getParent()), absolute.getFileName().toString());
  }

  boolean exists() {
    return missing.isEmpty();
  }

  /** The device and inode, which cost one call of the kernel; else the path without links. */
  private static Object key(Path file) {
    try {
      Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
      return key != null ? key : file.toRealPath();
    } catch (IOException unreadable) {
      return file;
    }
  }
}
