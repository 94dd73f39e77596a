package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Adds a local folder to an image, in the order of names; links in it are not followed. */
public final class LocalTree {
  private final ImageEditor editor;
  private final boolean keep;

  private LocalTree(ImageEditor editor, boolean keep) {
    this.editor = editor;
    this.keep = keep;
  }

  /**
   * Adds all that is in {@code folder}.
   *
   * @param keep whether permissions and times are kept
   */
  public static void add(ImageEditor editor, String path, Path folder, boolean keep) {
    LocalTree tree = new LocalTree(editor, keep);
    String root = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    try (Stream<Path> files = Files.walk(folder.toRealPath())) {
      List<Path> sorted = files.sorted().toList();
      Path top = sorted.get(0);
      for (Path file : sorted) {
        String below =
            top.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
        tree.add(file, below.isEmpty() ? root : root + "/" + below);
      }
    } catch (IOException e) {
      throw FileErrors.explain("reading", folder, e);
    }
  }

  private void add(Path file, String path) throws IOException {
    BasicFileAttributes a =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (a.isDirectory()) {
      editor.addFolder(path, posix(file, a));
    } else if (a.isSymbolicLink()) {
      editor.addLink(path, Files.readSymbolicLink(file).toString(), posix(file, a));
    } else if (a.isRegularFile()) {
      editor.add(path, Content.of(file), posix(file, a));
    } else {
      throw new UnsupportedException(
          Subject.of("file", file),
          "it is a socket, a pipe or a device, which an ISO image cannot take",
          "Remove it, or add the files beside it one by one");
    }
  }

  private Posix posix(Path file, BasicFileAttributes a) throws IOException {
    if (!keep) {
      return Posix.USUAL;
    }
    FileTime modified = a.lastModifiedTime();
    PosixFileAttributeView view =
        Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    return view == null
        ? Posix.of(modified.toInstant())
        : Posix.of(permissions(view.readAttributes().permissions()), modified.toInstant());
  }

  /** The enumeration is in the order of the bits, the highest first. */
  private static int permissions(Set<PosixFilePermission> permissions) {
    int bits = 0;
    for (PosixFilePermission p : permissions) {
      bits |= 1 << (PosixFilePermission.values().length - 1 - p.ordinal());
    }
    return bits;
  }
}
