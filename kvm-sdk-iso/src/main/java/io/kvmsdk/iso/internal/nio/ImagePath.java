package io.kvmsdk.iso.internal.nio;

import io.kvmsdk.iso.internal.tree.LinkResolver;
import java.io.IOException;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A path in an image, with the algebra of the JDK's Unix paths. The root has no names, the empty
 * path has one that is empty.
 */
final class ImagePath implements Path {
  private static final String PARENT = "..";

  private final ImageFileSystem fileSystem;
  private final boolean absolute;
  private final List<String> names;
  private final String text;

  private ImagePath(ImageFileSystem fileSystem, boolean absolute, List<String> names) {
    this.fileSystem = fileSystem;
    this.absolute = absolute;
    this.names = names.isEmpty() && !absolute ? List.of("") : List.copyOf(names);
    this.text = (absolute ? "/" : "") + String.join("/", names);
  }

  static ImagePath parse(ImageFileSystem fileSystem, String text) {
    int nul = text.indexOf('\0');
    if (nul >= 0) {
      throw new InvalidPathException(text, "NUL is not allowed", nul);
    }
    return new ImagePath(fileSystem, text.startsWith("/"), LinkResolver.names(text));
  }

  /** {@code path}, if it belongs to this kind of file system. */
  static ImagePath of(Path path) {
    if (Objects.requireNonNull(path) instanceof ImagePath own) {
      return own;
    }
    throw new ProviderMismatchException(path + " is no path in an ISO image");
  }

  private ImagePath relative(List<String> newNames) {
    return new ImagePath(fileSystem, false, newNames);
  }

  ImagePath absolute(List<String> newNames) {
    return new ImagePath(fileSystem, true, newNames);
  }

  private boolean empty() {
    return text.isEmpty();
  }

  List<String> names() {
    return names;
  }

  @Override
  public ImageFileSystem getFileSystem() {
    return fileSystem;
  }

  @Override
  public boolean isAbsolute() {
    return absolute;
  }

  @Override
  public ImagePath getRoot() {
    return absolute ? absolute(List.of()) : null;
  }

  @Override
  public ImagePath getFileName() {
    return names.isEmpty() ? null : getName(names.size() - 1);
  }

  @Override
  public ImagePath getParent() {
    int above = names.size() - 1;
    if (above < 0 || (above == 0 && !absolute)) {
      return null;
    }
    return new ImagePath(fileSystem, absolute, names.subList(0, above));
  }

  @Override
  public int getNameCount() {
    return names.size();
  }

  @Override
  public ImagePath getName(int index) {
    return subpath(index, index + 1);
  }

  @Override
  public ImagePath subpath(int begin, int end) {
    if (begin < 0 || begin >= end || end > names.size()) {
      throw new IllegalArgumentException(
          "no names " + begin + " to " + end + " in a path of " + names.size());
    }
    return relative(names.subList(begin, end));
  }

  /** Whether both begin at the same place, so that their names can be compared. */
  private boolean comparable(ImagePath other) {
    return fileSystem == other.fileSystem && absolute == other.absolute;
  }

  @Override
  public boolean startsWith(Path other) {
    return Objects.requireNonNull(other) instanceof ImagePath start
        && comparable(start)
        && start.names.size() <= names.size()
        && names.subList(0, start.names.size()).equals(start.names);
  }

  @Override
  public boolean endsWith(Path other) {
    if (!(Objects.requireNonNull(other) instanceof ImagePath end) || fileSystem != end.fileSystem) {
      return false;
    }
    int skip = names.size() - end.names.size();
    return end.absolute
        ? equals(end)
        : skip >= 0 && names.subList(skip, names.size()).equals(end.names);
  }

  @Override
  public ImagePath normalize() {
    List<String> kept = new ArrayList<>();
    for (String name : names) {
      boolean atTop = kept.isEmpty() || kept.get(kept.size() - 1).equals(PARENT);
      if (name.equals(PARENT) && !atTop) {
        kept.remove(kept.size() - 1);
      } else if (!name.isEmpty() && !name.equals(".") && !(name.equals(PARENT) && absolute)) {
        kept.add(name);
      }
    }
    return new ImagePath(fileSystem, absolute, kept);
  }

  @Override
  public ImagePath resolve(Path other) {
    ImagePath path = of(other);
    if (path.absolute || empty()) {
      return path;
    }
    if (path.empty()) {
      return this;
    }
    List<String> joined = new ArrayList<>(names);
    joined.addAll(path.names);
    return new ImagePath(fileSystem, absolute, joined);
  }

  /** As {@code resolve}, for a name that a folder holds. */
  ImagePath child(String name) {
    return resolve(relative(List.of(name)));
  }

  @Override
  public ImagePath relativize(Path other) {
    ImagePath target = of(other);
    if (!comparable(target)) {
      throw new IllegalArgumentException("there is no way from '" + this + "' to '" + other + "'");
    }
    if (equals(target)) {
      return relative(List.of());
    }
    return empty() ? target : way(plain(this, target), plain(target, this));
  }

  /** A path's names; normalized if either path needs it. */
  private static List<String> plain(ImagePath path, ImagePath beside) {
    ImagePath plain = path.hasDots() || beside.hasDots() ? path.normalize() : path;
    return plain.empty() ? List.of() : plain.names;
  }

  private boolean hasDots() {
    return names.contains(".") || names.contains(PARENT);
  }

  private ImagePath way(List<String> from, List<String> to) {
    int common = 0;
    while (common < Math.min(from.size(), to.size()) && from.get(common).equals(to.get(common))) {
      common++;
    }
    List<String> up = from.subList(common, from.size());
    if (up.contains(PARENT)) {
      throw new IllegalArgumentException("where '" + this + "' leads to cannot be known");
    }
    List<String> way = new ArrayList<>();
    up.forEach(n -> way.add(PARENT));
    way.addAll(to.subList(common, to.size()));
    return relative(way);
  }

  @Override
  public URI toUri() {
    return ImageUri.of(fileSystem.file(), toAbsolutePath().toString());
  }

  @Override
  public ImagePath toAbsolutePath() {
    return absolute ? this : absolute(empty() ? List.of() : names);
  }

  @Override
  public ImagePath toRealPath(LinkOption... options) throws IOException {
    return fileSystem.realPath(this, options);
  }

  @Override
  public WatchKey register(
      WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
    throw new UnsupportedOperationException("an image does not change");
  }

  /** By code points, which is the order of the bytes in UTF-8. */
  @Override
  public int compareTo(Path other) {
    String theirs = ((ImagePath) other).text;
    return Arrays.compare(text.codePoints().toArray(), theirs.codePoints().toArray());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ImagePath path
        && fileSystem == path.fileSystem
        && text.equals(path.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
