package io.kvmsdk.qcow2;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.spec.Validation;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** The name of a backing file: always that of a file, though QEMU reads more than that into it. */
final class BackingName {
  private BackingName() {}

  /**
   * Whether QEMU takes {@code name} for a protocol's address, as {@code nbd://host} or {@code
   * json:{…}}: that is so where a colon comes before any slash.
   */
  static boolean hasProtocol(String name) {
    int colon = name.indexOf(':');
    int slash = name.indexOf('/');
    return colon >= 0 && (slash < 0 || colon < slash);
  }

  /** {@code name} as an image must hold it, so that QEMU opens the file of that name. */
  static String recorded(String name) {
    return hasProtocol(name) ? "./" + name : name;
  }

  static void check(String name, Validation v) {
    v.require(!name.isEmpty(), "the backing file's name is empty");
    v.require(
        name.indexOf('\0') < 0, "the backing file's name holds a NUL, where QEMU would cut it");
    v.require(
        StandardCharsets.UTF_8.newEncoder().canEncode(name),
        "the backing file's name cannot be written as UTF-8");
    int length = recorded(name).getBytes(StandardCharsets.UTF_8).length;
    v.require(
        length <= QcowHeader.LONGEST_BACKING_NAME,
        "the backing file's name has " + length + " bytes; 1023 is the most");
  }

  /** The file that {@code name} means in {@code image}: relative names start at its folder. */
  static Path resolve(Path image, String name) {
    try {
      return image.toAbsolutePath().resolveSibling(name);
    } catch (InvalidPathException e) {
      throw InvalidSpecException.of(
          Subject.of("backing file", name), "not a file name on this machine: " + e.getReason());
    }
  }
}
