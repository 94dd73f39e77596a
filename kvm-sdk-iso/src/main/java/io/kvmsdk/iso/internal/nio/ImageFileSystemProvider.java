package io.kvmsdk.iso.internal.nio;

import io.kvmsdk.error.KvmException;
import io.kvmsdk.iso.internal.ecma119.ImageFile;
import io.kvmsdk.iso.internal.tree.Tree;
import io.kvmsdk.iso.internal.tree.Volume;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemAlreadyExistsException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.spi.FileSystemProvider;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Makes images file systems, as jdk.zipfs does with archives: by the image's path, or by a URI of
 * scheme {@code iso}. Those made by URI are found again by it, until they are closed.
 */
public final class ImageFileSystemProvider extends FileSystemProvider {
  private static final Set<OpenOption> WRITING =
      Set.of(
          StandardOpenOption.WRITE, StandardOpenOption.APPEND, StandardOpenOption.DELETE_ON_CLOSE);

  private final Map<Path, ImageFileSystem> open = new HashMap<>();

  /** For the JDK, which looks for providers by itself. */
  public ImageFileSystemProvider() {}

  /** The provider that the JDK uses, or another one where it cannot see this module. */
  private static ImageFileSystemProvider installed() {
    return FileSystemProvider.installedProviders().stream()
        .filter(ImageFileSystemProvider.class::isInstance)
        .map(ImageFileSystemProvider.class::cast)
        .findFirst()
        .orElseGet(ImageFileSystemProvider::new);
  }

  /** A tree of an open image as a file system, which is closed with the image, or before. */
  public static FileSystem view(Path file, ImageFile image, Volume volume, Tree tree) {
    return new ImageFileSystem(installed(), file.toAbsolutePath(), image, volume, tree, () -> {});
  }

  @Override
  public String getScheme() {
    return ImageUri.SCHEME;
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> env) throws IOException {
    Path file = ImageUri.image(uri).toRealPath();
    synchronized (open) {
      if (open.containsKey(file)) {
        throw new FileSystemAlreadyExistsException(file.toString());
      }
      ImageFileSystem made = open(file, () -> forget(file));
      open.put(file, made);
      return made;
    }
  }

  private void forget(Path file) {
    synchronized (open) {
      open.remove(file);
    }
  }

  /**
   * Opens an image that no URI will find.
   *
   * @throws UnsupportedOperationException if the file is no ISO image, so that the JDK asks the
   *     next provider
   */
  @Override
  public FileSystem newFileSystem(Path path, Map<String, ?> env) throws IOException {
    if (!ImageSignature.present(path)) {
      throw new UnsupportedOperationException(path + " is no ISO 9660 image");
    }
    return open(path.toRealPath(), () -> {});
  }

  private ImageFileSystem open(Path file, Runnable onClose) throws IOException {
    try {
      ImageFile image = ImageFile.open(file);
      try {
        Runnable closing = () -> closing(image, onClose);
        Volume volume = Volume.read(image);
        return new ImageFileSystem(this, file, image, volume, volume.preferred(), closing);
      } catch (KvmException e) {
        image.close();
        throw e;
      }
    } catch (KvmException e) {
      throw ImageFileSystem.fault(file.toString(), e);
    }
  }

  private static void closing(ImageFile image, Runnable onClose) {
    onClose.run();
    image.close();
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    Path file = ImageUri.image(uri);
    try {
      file = file.toRealPath();
    } catch (IOException e) {
      throw notFound(file);
    }
    synchronized (open) {
      FileSystem found = open.get(file);
      if (found == null) {
        throw notFound(file);
      }
      return found;
    }
  }

  private static FileSystemNotFoundException notFound(Path file) {
    return new FileSystemNotFoundException(
        file + ": open it with FileSystems.newFileSystem(URI, Map) first");
  }

  @Override
  public Path getPath(URI uri) {
    return getFileSystem(uri).getPath(ImageUri.path(uri));
  }

  private static ImageFileSystem system(Path path) {
    return ImagePath.of(path).getFileSystem();
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    for (OpenOption option : options) {
      if (WRITING.contains(option)) {
        throw new ReadOnlyFileSystemException();
      }
      if (!(option instanceof StandardOpenOption || option instanceof LinkOption)) {
        throw new UnsupportedOperationException(option + " is not supported");
      }
    }
    boolean follow = !options.contains(LinkOption.NOFOLLOW_LINKS);
    return system(path).newByteChannel(ImagePath.of(path), follow);
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path folder, DirectoryStream.Filter<? super Path> filter) throws IOException {
    return new FolderStream(system(folder).list(ImagePath.of(folder)), filter);
  }

  @Override
  public Path readSymbolicLink(Path link) throws IOException {
    return system(link).readLink(ImagePath.of(link));
  }

  @Override
  public boolean isSameFile(Path one, Path other) throws IOException {
    if (one.equals(other)) {
      return true;
    }
    return other instanceof ImagePath
        && system(one) == system(other)
        && key(one).equals(key(other));
  }

  private static Object key(Path path) throws IOException {
    return system(path).attributes(ImagePath.of(path)).fileKey();
  }

  /** As on Unix, by a dot before the name. */
  @Override
  public boolean isHidden(Path path) {
    Path name = ImagePath.of(path).getFileName();
    return name != null && name.toString().startsWith(".");
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    checkAccess(path);
    return system(path).store();
  }

  /** Whoever may read the image may read all of it, whatever the permissions in it say. */
  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    ImageAttributes attributes = system(path).attributes(ImagePath.of(path));
    for (AccessMode mode : modes) {
      boolean denied =
          switch (mode) {
            case READ -> false;
            case WRITE -> true;
            case EXECUTE -> (attributes.mode() & 0111) == 0;
          };
      if (denied) {
        throw new AccessDeniedException(path.toString());
      }
    }
  }

  @Override
  public <V extends FileAttributeView> V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    String name = "";
    if (type == BasicFileAttributeView.class) {
      name = "basic";
    } else if (type == PosixFileAttributeView.class) {
      name = "posix";
    } else if (type == FileOwnerAttributeView.class) {
      name = "owner";
    }
    return name.isEmpty()
        ? null
        : type.cast(new ImageAttributeView(name, ImagePath.of(path), options));
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    if (type != BasicFileAttributes.class && type != PosixFileAttributes.class) {
      throw new UnsupportedOperationException("no attributes of type " + type);
    }
    return type.cast(system(path).attributes(ImagePath.of(path), options));
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String wanted, LinkOption... options)
      throws IOException {
    return NamedAttributes.read(system(path).attributes(ImagePath.of(path), options), wanted);
  }

  @Override
  public void setAttribute(Path path, String attribute, Object value, LinkOption... options) {
    throw new ReadOnlyFileSystemException();
  }

  @Override
  public void createDirectory(Path folder, FileAttribute<?>... attributes) {
    throw new ReadOnlyFileSystemException();
  }

  @Override
  public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes) {
    throw new ReadOnlyFileSystemException();
  }

  @Override
  public void createLink(Path link, Path existing) {
    throw new ReadOnlyFileSystemException();
  }

  @Override
  public void delete(Path path) {
    throw new ReadOnlyFileSystemException();
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) {
    throw new ReadOnlyFileSystemException();
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) {
    throw new ReadOnlyFileSystemException();
  }
}
