package io.kvmsdk.iso.internal.nio;

import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/**
 * The attributes of what a path means at the time of asking.
 *
 * @param name {@code basic}, {@code posix} or {@code owner}
 */
record ImageAttributeView(String name, ImagePath path, LinkOption... options)
    implements PosixFileAttributeView {
  @Override
  public ImageAttributes readAttributes() throws IOException {
    return path.getFileSystem().attributes(path, options);
  }

  @Override
  public UserPrincipal getOwner() throws IOException {
    return readAttributes().owner();
  }

  @Override
  public void setOwner(UserPrincipal owner) {
    throw new ReadOnlyFileSystemException();
  }

  @Override
  public void setGroup(GroupPrincipal group) {
    throw new ReadOnlyFileSystemException();
  }

  @Override
  public void setPermissions(Set<PosixFilePermission> permissions) {
    throw new ReadOnlyFileSystemException();
  }

  @Override
  public void setTimes(FileTime modified, FileTime accessed, FileTime created) {
    throw new ReadOnlyFileSystemException();
  }
}
