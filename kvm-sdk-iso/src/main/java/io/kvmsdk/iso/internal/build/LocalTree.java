package io.kvmsdk.iso.internal.build;

import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.iso.internal.patch.Content;
import io.kvmsdk.iso.internal.patch.SourceFile;
import io.kvmsdk.iso.internal.tree.IsoPath;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** Takes a local folder into a new image, as {@code mkisofs -r} would: links are kept as links. */
public final class LocalTree {
  private static final int READ_ONLY = 0444;
  private static final int EXECUTABLE = 0555;

  /** What the JVM puts in place of bytes that its file name encoding does not know. */
  private static final char UNKNOWN = '\uFFFD';

  private static final Set<PosixFilePermission> EXECUTE =
      Set.of(
          PosixFilePermission.OWNER_EXECUTE,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_EXECUTE);

  private final NewTree tree;
  private final Instant latest;
  private final Class<? extends BasicFileAttributes> attributes;

  private LocalTree(NewTree tree, Path folder, Instant latest) {
    this.tree = tree;
    this.latest = latest;
    this.attributes =
        folder.getFileSystem().supportedFileAttributeViews().contains("posix")
            ? PosixFileAttributes.class
            : BasicFileAttributes.class;
  }

  /**
   * Adds what {@code folder} holds to the folder {@code path} of the image.
   *
   * @param latest what is younger gets this time
   */
  public static void add(NewTree tree, String path, Path folder, Instant latest) {
    new LocalTree(tree, folder, latest).addFolder(IsoPath.names(path), folder);
  }

  private void addFolder(List<String> names, Path folder) {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        add(below(names, entry), entry);
      }
    } catch (IOException e) {
      throw FileErrors.explain("reading", folder, e);
    }
  }

  private static List<String> below(List<String> names, Path entry) {
    String name = entry.getFileName().toString();
    if (name.indexOf(UNKNOWN) >= 0) {
      throw InvalidSpecException.of(
          Subject.of("file", entry),
          "its name is not in this JVM's file name encoding; run it with LC_ALL=C.UTF-8, or rename"
              + " the file");
    }
    List<String> all = new ArrayList<>(names);
    all.add(name);
    return Collections.unmodifiableList(all);
  }

  private void add(List<String> names, Path entry) throws IOException {
    BasicFileAttributes a = Files.readAttributes(entry, attributes, LinkOption.NOFOLLOW_LINKS);
    Instant modified = a.lastModifiedTime().toInstant();
    Instant time = modified.isAfter(latest) ? latest : modified;
    if (a.isDirectory()) {
      tree.addFolder(names, time);
      addFolder(names, entry);
    } else if (a.isSymbolicLink()) {
      tree.addLink(names, Files.readSymbolicLink(entry).toString(), time);
    } else if (a.isRegularFile()) {
      Content content = Content.of(new SourceFile(entry, a.size(), a.lastModifiedTime()));
      tree.addFile(names, executable(a) ? EXECUTABLE : READ_ONLY, time, content);
    } else {
      throw new UnsupportedException(
          Subject.of("file", entry),
          "it is neither a file, a folder nor a link",
          "Leave devices, pipes and sockets out of the folder");
    }
  }

  private static boolean executable(BasicFileAttributes a) {
    return a instanceof PosixFileAttributes posix
        && !Collections.disjoint(posix.permissions(), EXECUTE);
  }
}
