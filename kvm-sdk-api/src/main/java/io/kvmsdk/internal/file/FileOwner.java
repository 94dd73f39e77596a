package io.kvmsdk.internal.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;

/** Who a file belongs to, and who may do what with it. */
public final class FileOwner {
  private FileOwner() {}

  /**
   * Gives {@code to} the owner, group, mode and SELinux label of {@code from}, as far as it has.
   */
  public static void copy(Path from, Path to) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
    if (view == null) {
      return;
    }
    PosixFileAttributes wanted = Files.readAttributes(from, PosixFileAttributes.class);
    PosixFileAttributes given = view.readAttributes();
    if (!given.owner().equals(wanted.owner())) {
      view.setOwner(wanted.owner());
    }
    if (!given.group().equals(wanted.group())) {
      view.setGroup(wanted.group());
    }
    view.setPermissions(wanted.permissions());
    SecurityLabel.copy(from, to);
  }
}
