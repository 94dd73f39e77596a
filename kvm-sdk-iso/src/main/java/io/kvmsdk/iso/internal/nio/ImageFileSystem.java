package io.kvmsdk.iso.internal.nio;

import io.kvmsdk.error.KvmException;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.ImageFile;
import io.kvmsdk.iso.internal.tree.Glob;
import io.kvmsdk.iso.internal.tree.LinkResolver;
import io.kvmsdk.iso.internal.tree.Node;
import io.kvmsdk.iso.internal.tree.NodeChannel;
import io.kvmsdk.iso.internal.tree.PathLookup;
import io.kvmsdk.iso.internal.tree.Tree;
import io.kvmsdk.iso.internal.tree.Volume;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** An image as a file system. Safe for use by several threads. */
final class ImageFileSystem extends FileSystem {
  private final ImageFileSystemProvider provider;
  private final Path file;
  private final ImageFile image;
  private final Runnable onClose;
  private final Tree tree;
  private final PathLookup lookup;
  private final LinkResolver links;
  private final FileStore store;
  private volatile boolean closed;

  /**
   * @param file where the image lies, absolute
   * @param onClose run once, when this is closed
   */
  ImageFileSystem(
      ImageFileSystemProvider provider,
      Path file,
      ImageFile image,
      Volume volume,
      Tree tree,
      Runnable onClose) {
    this.provider = provider;
    this.file = file;
    this.image = image;
    this.onClose = onClose;
    this.tree = tree;
    this.lookup = new PathLookup(tree);
    this.links = new LinkResolver(lookup);
    this.store = new ImageFileStore(volume.primary().volumeId(), image.length());
  }

  Path file() {
    return file;
  }

  private void refuseClosed() {
    if (!isOpen()) {
      throw new ClosedFileSystemException();
    }
  }

  /** What reads the image. */
  private interface Reading<T> {
    T read() throws IOException;
  }

  /** A fault of the image is told as the JDK tells a fault of a disk. */
  private <T> T reading(ImagePath path, Reading<T> reading) throws IOException {
    refuseClosed();
    try {
      return reading.read();
    } catch (KvmException e) {
      refuseClosed();
      throw fault(path.toString(), e);
    }
  }

  static FileSystemException fault(String path, KvmException cause) {
    FileSystemException fault = new FileSystemException(path, null, cause.getMessage());
    fault.initCause(cause);
    return fault;
  }

  static boolean follow(LinkOption... options) {
    return !Arrays.asList(options).contains(LinkOption.NOFOLLOW_LINKS);
  }

  private List<Node> way(ImagePath path, boolean follow) throws IOException {
    LinkResolver.Found found = links.find(path.toAbsolutePath().names(), follow);
    return switch (found.outcome()) {
      case FOUND -> found.way();
      case MISSING -> throw new NoSuchFileException(path.toString());
      case NO_FOLDER -> throw new NotDirectoryException(path.toString());
      case LOOP -> throw new FileSystemLoopException(path.toString());
    };
  }

  private Node node(ImagePath path, boolean follow) throws IOException {
    return links.last(way(path, follow));
  }

  ImageAttributes attributes(ImagePath path, LinkOption... options) throws IOException {
    return reading(path, () -> attributes(node(path, follow(options))));
  }

  private ImageAttributes attributes(Node node) {
    long key =
        node.directory() ? tree.directoryBlock(node) * ImageBytes.BLOCK : node.first().position();
    return new ImageAttributes(node, key);
  }

  /** Of two entries with one name the first counts. */
  @SuppressWarnings("ReferenceEquality")
  List<ImagePath> list(ImagePath folder) throws IOException {
    return reading(
        folder,
        () -> {
          Node node = node(folder, true);
          if (!node.directory()) {
            throw new NotDirectoryException(folder.toString());
          }
          return lookup.children(node).stream()
              .filter(n -> lookup.child(node, n.name()).orElseThrow() == n)
              .map(n -> folder.child(n.name()))
              .toList();
        });
  }

  SeekableByteChannel newByteChannel(ImagePath path, boolean follow) throws IOException {
    return reading(
        path,
        () -> {
          Node node = node(path, follow);
          if (!node.regular()) {
            String is = node.directory() ? "a folder" : node.link() ? "a link" : "a device";
            throw new FileSystemException(path.toString(), null, "it is " + is + ", not a file");
          }
          return new NodeChannel(tree.content(node), this::isOpen);
        });
  }

  ImagePath readLink(ImagePath path) throws IOException {
    return reading(
        path,
        () -> {
          Node node = node(path, false);
          if (!node.link()) {
            throw new NotLinkException(path.toString());
          }
          return ImagePath.parse(this, node.attributes().linkTarget());
        });
  }

  ImagePath realPath(ImagePath path, LinkOption... options) throws IOException {
    return reading(
        path,
        () -> {
          ImagePath plain = follow(options) ? path : withoutDots(path);
          List<Node> way = way(plain, follow(options));
          return follow(options) ? path.absolute(way.stream().map(Node::name).toList()) : plain;
        });
  }

  /** Takes {@code ..} and the name before it away, but where that name is a link. */
  private ImagePath withoutDots(ImagePath path) throws IOException {
    List<String> kept = new ArrayList<>();
    for (String name : path.toAbsolutePath().names()) {
      boolean parent = name.equals("..");
      if (parent && !kept.isEmpty() && !node(path.absolute(kept), false).link()) {
        kept.remove(kept.size() - 1);
      } else if (!name.equals(".") && !(parent && kept.isEmpty())) {
        kept.add(name);
      }
    }
    return path.absolute(kept);
  }

  @Override
  public ImageFileSystemProvider provider() {
    return provider;
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      onClose.run();
    }
  }

  @Override
  public boolean isOpen() {
    return !closed && image.isOpen();
  }

  @Override
  public boolean isReadOnly() {
    return true;
  }

  @Override
  public String getSeparator() {
    return "/";
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    return List.of(getPath("/"));
  }

  FileStore store() {
    return store;
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    return List.of(store);
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return NamedAttributes.views();
  }

  @Override
  public ImagePath getPath(String first, String... more) {
    StringBuilder text = new StringBuilder(first);
    for (String part : more) {
      if (!part.isEmpty()) {
        text.append(text.length() == 0 ? "" : "/").append(part);
      }
    }
    return ImagePath.parse(this, text.toString());
  }

  @Override
  public PathMatcher getPathMatcher(String syntaxAndPattern) {
    int colon = syntaxAndPattern.indexOf(':');
    if (colon <= 0) {
      throw new IllegalArgumentException("write glob:… or regex:…, not " + syntaxAndPattern);
    }
    String syntax = syntaxAndPattern.substring(0, colon);
    String pattern = syntaxAndPattern.substring(colon + 1);
    Pattern compiled;
    if (syntax.equalsIgnoreCase("glob")) {
      compiled = Glob.pattern(pattern);
    } else if (syntax.equalsIgnoreCase("regex")) {
      compiled = Pattern.compile(pattern);
    } else {
      throw new UnsupportedOperationException("no such syntax: " + syntax);
    }
    return path -> compiled.matcher(path.toString()).matches();
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    throw new UnsupportedOperationException("an image knows users by their numbers only");
  }

  @Override
  public WatchService newWatchService() {
    throw new UnsupportedOperationException("an image does not change");
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
