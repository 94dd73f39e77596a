package io.kvmsdk.iso.internal.tree;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import java.util.List;

/** Paths inside of an image, as callers write them: {@code /boot/grub/grub.cfg}. */
public final class IsoPath {
  private static final int MAX_NAME = 255;

  private IsoPath() {}

  /**
   * The names of a path, none for the root; the leading slash may be missing.
   *
   * @throws InvalidSpecException if a name is empty, too long, {@code .} or {@code ..}
   */
  public static List<String> names(String path) {
    String relative = path.startsWith("/") ? path.substring(1) : path;
    if (relative.isEmpty()) {
      return List.of();
    }
    List<String> names = List.of(relative.split("/", -1));
    for (String name : names) {
      if (!valid(name)) {
        throw InvalidSpecException.of(
            Subject.of("path", path),
            "'"
                + name
                + "' is no file name: write /folder/file, each name of 1 to 255 bytes,"
                + " without '.' and '..'");
      }
    }
    return names;
  }

  private static boolean valid(String name) {
    return !name.isEmpty()
        && !name.equals(".")
        && !name.equals("..")
        && name.indexOf('\0') < 0
        && name.getBytes(java.nio.charset.StandardCharsets.UTF_8).length <= MAX_NAME;
  }

  public static String join(List<String> names) {
    return "/" + String.join("/", names);
  }

  /** The path with a leading slash, checked. */
  public static String normal(String path) {
    return join(names(path));
  }
}
