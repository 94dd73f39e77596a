package io.kvmsdk.iso.internal.rockridge;

import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** The lowest nine bits of {@code st_mode}, as the JDK has them. */
public final class Permissions {
  private Permissions() {}

  /** From {@code OWNER_READ}, which is 0400, down to {@code OTHERS_EXECUTE}, which is 1. */
  public static Set<PosixFilePermission> of(int mode) {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    for (PosixFilePermission p : PosixFilePermission.values()) {
      if ((mode & 0400 >> p.ordinal()) != 0) {
        permissions.add(p);
      }
    }
    return permissions;
  }
}
