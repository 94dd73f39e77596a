package io.kvmsdk.iso;

import io.kvmsdk.iso.internal.rockridge.Permissions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.ArrayDeque;
import java.util.Deque;

/** What has been made so far, so that exactly that can be taken away again. */
final class PartialTree {
  private static final int OWNER = 0700;

  private final Deque<Path> folders = new ArrayDeque<>();
  private final Deque<Path> others = new ArrayDeque<>();

  void madeFolder(Path folder) {
    folders.push(folder);
  }

  /** A file or link. */
  void made(Path file) {
    others.push(file);
  }

  /** A folder may be read-only already, as it is in the image. */
  void remove() {
    folders.forEach(PartialTree::makeWritable);
    others.forEach(PartialTree::delete);
    folders.forEach(PartialTree::delete);
  }

  private static void makeWritable(Path folder) {
    PosixFileAttributeView view =
        Files.getFileAttributeView(folder, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    try {
      if (view != null) {
        view.setPermissions(Permissions.of(OWNER));
      }
    } catch (IOException e) {
      warn(folder, e);
    }
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      warn(path, e);
    }
  }

  private static void warn(Path path, IOException cause) {
    System.getLogger(PartialTree.class.getName())
        .log(System.Logger.Level.WARNING, "could not remove " + path, cause);
  }
}
