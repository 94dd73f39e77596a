package io.kvmsdk.iso.internal.nio;

import io.kvmsdk.iso.internal.rockridge.Permissions;
import io.kvmsdk.iso.internal.rockridge.RockRidge;
import io.kvmsdk.iso.internal.tree.Node;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * What is known of a file. Where there is no Rock Ridge, it belongs to user and group 0, and all
 * may read it.
 *
 * @param fileKey where in the image its record lies, or for a folder its content, in bytes: hard
 *     links differ in it, since the standard has no such thing
 */
record ImageAttributes(Node node, Long fileKey) implements PosixFileAttributes {
  private static final int TYPE = 0170000;
  private static final int TYPE_FOLDER = 0040000;
  private static final int TYPE_FILE = 0100000;
  private static final int FOLDER_MODE = TYPE_FOLDER | 0555;
  private static final int FILE_MODE = TYPE_FILE | 0444;

  /** A user or group, of whom an image knows the number only. */
  record Principal(String getName) implements GroupPrincipal {
    @Override
    public String toString() {
      return getName;
    }
  }

  /** Type and permissions as in {@code st_mode}. */
  int mode() {
    int mode = node.attributes().mode();
    if (mode == 0) {
      return node.directory() ? FOLDER_MODE : FILE_MODE;
    }
    return node.directory() ? mode & ~TYPE | TYPE_FOLDER : mode;
  }

  /** Owner, group and number of names. */
  RockRidge.Owner posix() {
    return node.attributes().owner();
  }

  @Override
  public FileTime lastModifiedTime() {
    return FileTime.from(node.modified());
  }

  @Override
  public FileTime lastAccessTime() {
    return lastModifiedTime();
  }

  @Override
  public FileTime creationTime() {
    return lastModifiedTime();
  }

  @Override
  public boolean isRegularFile() {
    return node.regular();
  }

  @Override
  public boolean isDirectory() {
    return node.directory();
  }

  @Override
  public boolean isSymbolicLink() {
    return node.link();
  }

  @Override
  public boolean isOther() {
    return !isRegularFile() && !isDirectory() && !isSymbolicLink();
  }

  /** As {@code st_size}: that of a link is the length of its target. */
  @Override
  public long size() {
    return node.link()
        ? node.attributes().linkTarget().getBytes(StandardCharsets.UTF_8).length
        : node.contentSize();
  }

  @Override
  public Principal owner() {
    return new Principal(Long.toString(posix().uid()));
  }

  @Override
  public Principal group() {
    return new Principal(Long.toString(posix().gid()));
  }

  @Override
  public Set<PosixFilePermission> permissions() {
    return Permissions.of(mode());
  }
}
