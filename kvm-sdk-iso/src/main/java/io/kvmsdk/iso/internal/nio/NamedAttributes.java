package io.kvmsdk.iso.internal.nio;

import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Attributes by their names, as {@code posix:permissions,owner} or {@code unix:*}. */
final class NamedAttributes {
  private static final Map<String, Function<ImageAttributes, Object>> BASIC =
      Map.of(
          "lastModifiedTime", BasicFileAttributes::lastModifiedTime,
          "lastAccessTime", BasicFileAttributes::lastAccessTime,
          "creationTime", BasicFileAttributes::creationTime,
          "size", BasicFileAttributes::size,
          "isRegularFile", BasicFileAttributes::isRegularFile,
          "isDirectory", BasicFileAttributes::isDirectory,
          "isSymbolicLink", BasicFileAttributes::isSymbolicLink,
          "isOther", BasicFileAttributes::isOther,
          "fileKey", BasicFileAttributes::fileKey);

  private static final Map<String, Function<ImageAttributes, Object>> OWNER =
      Map.of("owner", PosixFileAttributes::owner);

  private static final Map<String, Function<ImageAttributes, Object>> POSIX =
      joined(
          BASIC,
          Map.of(
              "owner", PosixFileAttributes::owner,
              "group", PosixFileAttributes::group,
              "permissions", PosixFileAttributes::permissions));

  /**
   * The JDK's view of that name has these, with these types, and more. Linux numbers the files of
   * an image by their places too.
   */
  private static final Map<String, Function<ImageAttributes, Object>> UNIX =
      joined(
          POSIX,
          Map.of(
              "mode", ImageAttributes::mode,
              "ino", BasicFileAttributes::fileKey,
              "nlink", a -> (int) a.posix().links(),
              "uid", a -> (int) a.posix().uid(),
              "gid", a -> (int) a.posix().gid()));

  private static final Map<String, Map<String, Function<ImageAttributes, Object>>> VIEWS =
      Map.of("basic", BASIC, "owner", OWNER, "posix", POSIX, "unix", UNIX);

  private NamedAttributes() {}

  static Set<String> views() {
    return VIEWS.keySet();
  }

  /**
   * The attributes that {@code wanted} lists.
   *
   * @throws UnsupportedOperationException if there is no such view
   * @throws IllegalArgumentException if it has no such attribute
   */
  static Map<String, Object> read(ImageAttributes attributes, String wanted) {
    int colon = wanted.indexOf(':');
    String view = colon < 0 ? "basic" : wanted.substring(0, colon);
    Map<String, Function<ImageAttributes, Object>> known = VIEWS.get(view);
    if (known == null) {
      throw new UnsupportedOperationException("no attribute view '" + view + "': " + views());
    }
    Map<String, Object> values = new LinkedHashMap<>();
    for (String name : wanted.substring(colon + 1).split(",", -1)) {
      if (name.equals("*")) {
        known.forEach((n, f) -> values.put(n, f.apply(attributes)));
      } else if (known.containsKey(name)) {
        values.put(name, known.get(name).apply(attributes));
      } else {
        throw new IllegalArgumentException("no attribute '" + name + "' in view " + view);
      }
    }
    return values;
  }

  private static <T> Map<String, T> joined(Map<String, T> some, Map<String, T> more) {
    Map<String, T> all = new LinkedHashMap<>(some);
    all.putAll(more);
    return Map.copyOf(all);
  }
}
