package io.kvmsdk.iso.internal.tree;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Paths inside of an image, as callers write them: {@code /boot/grub/grub.cfg}. */
public final class IsoPath {
  private static final int MAX_NAME = 255;
  private static final int MAX_TARGET = 1023;

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

  /**
   * Checks what a symbolic link shall say; xorriso reads no longer one.
   *
   * @throws InvalidSpecException if it is empty, longer than 1,023 bytes, or has a longer name than
   *     any file
   */
  public static void checkLinkTarget(String path, String target) {
    boolean valid =
        !target.isEmpty()
            && bytes(target) <= MAX_TARGET
            && target.indexOf('\0') < 0
            && Arrays.stream(target.split("/")).allMatch(n -> bytes(n) <= MAX_NAME);
    if (!valid) {
      throw InvalidSpecException.of(
          Subject.of("link", path),
          "a link's target has 1 to 1,023 bytes, and no name in it more than 255");
    }
  }

  private static boolean valid(String name) {
    return !name.isEmpty()
        && !name.equals(".")
        && !name.equals("..")
        && name.indexOf('\0') < 0
        && bytes(name) <= MAX_NAME;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  public static String join(List<String> names) {
    return "/" + String.join("/", names);
  }

  /** The path with a leading slash, checked. */
  public static String normal(String path) {
    return join(names(path));
  }
}
