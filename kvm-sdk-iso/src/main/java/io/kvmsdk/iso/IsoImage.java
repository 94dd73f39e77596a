package io.kvmsdk.iso;

import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.iso.error.IsoFormatException;
import io.kvmsdk.iso.internal.ecma119.ImageFile;
import io.kvmsdk.iso.internal.eltorito.BootCatalog;
import io.kvmsdk.iso.internal.nio.ImageFileSystemProvider;
import io.kvmsdk.iso.internal.tree.Extents;
import io.kvmsdk.iso.internal.tree.IsoPath;
import io.kvmsdk.iso.internal.tree.Node;
import io.kvmsdk.iso.internal.tree.NodeChannel;
import io.kvmsdk.iso.internal.tree.NodeStream;
import io.kvmsdk.iso.internal.tree.Tree;
import io.kvmsdk.iso.internal.tree.TreeWalk;
import io.kvmsdk.iso.internal.tree.Volume;
import io.kvmsdk.progress.Job;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An ISO 9660 image, for reading. Names are those of Rock Ridge, or else of Joliet, or else the
 * plain ones without version numbers.
 *
 * <pre>{@code
 * try (IsoImage iso = IsoImage.open(Path.of("debian-12-netinst.iso"))) {
 *   System.out.println(iso.readText("/.disk/info"));
 * }
 * }</pre>
 *
 * <p>Only descriptors are read at first, folders when they are asked for. Nothing in the image is
 * trusted: what cannot be gives an {@link IsoFormatException}. Links are shown, never followed.
 * Files compressed by zisofs are read as they are stored. Safe for use by several threads.
 */
public final class IsoImage implements AutoCloseable {
  private static final int READ_ONLY = 0444;
  private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  private final Path file;
  private final ImageFile image;
  private final Volume volume;
  private final Tree tree;

  private IsoImage(Path file, ImageFile image) {
    this.file = file;
    this.image = image;
    this.volume = Volume.read(image);
    this.tree = volume.preferred();
  }

  /**
   * Opens an image; its descriptors are read at once.
   *
   * @throws IsoFormatException if the file is not an ISO image, or is cut short
   * @throws NotFoundException if there is no such file
   */
  public static IsoImage open(Path file) {
    ImageFile image = ImageFile.open(file);
    try {
      return new IsoImage(file, image);
    } catch (RuntimeException e) {
      image.close();
      throw e;
    }
  }

  /** The image's file, as it was given to {@link #open}. */
  public Path file() {
    return file;
  }

  /** The label, by which some installers find their medium. */
  public String volumeId() {
    return volume.primary().volumeId();
  }

  /** The length of the file. */
  public ByteSize length() {
    return ByteSize.bytes(image.length());
  }

  /** The entry at {@code path}, as {@code /isolinux/txt.cfg}. */
  public Optional<IsoEntry> find(String path) {
    return node(path).map(n -> entry(IsoPath.normal(path), n));
  }

  /**
   * The entry at {@code path}.
   *
   * @throws NotFoundException if there is none
   */
  public IsoEntry get(String path) {
    return entry(IsoPath.normal(path), require(path));
  }

  /** What a folder holds, in the order of the image. */
  public List<IsoEntry> list(String directory) {
    Node node = require(directory);
    if (!node.directory()) {
      throw new InvalidSpecException(
          Subject.of("path", directory), List.of("it is not a folder in " + file));
    }
    String prefix = IsoPath.names(directory).isEmpty() ? "/" : IsoPath.normal(directory) + "/";
    return tree.children(node).stream().map(n -> entry(prefix + n.name(), n)).toList();
  }

  /** Everything but the root: each folder, then what it holds. */
  public Stream<IsoEntry> walk() {
    return TreeWalk.of(image, tree).map(step -> entry(step.path(), step.node()));
  }

  /** The content of a file of less than 2 GiB. */
  public byte[] read(String path) {
    Node node = requireFile(path);
    try (InputStream in = stream(node)) {
      if (node.size() > MAX_ARRAY) {
        throw new UnsupportedException(
            Subject.of("file", path),
            "it has " + node.size() + " bytes, too many for an array",
            "Read it through newInputStream");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw FileErrors.explain("reading", file, e);
    }
  }

  /** The content of a file, taken as UTF-8. */
  public String readText(String path) {
    return new String(read(path), StandardCharsets.UTF_8);
  }

  /** The content of a file of any size; this image must stay open meanwhile. */
  public InputStream newInputStream(String path) {
    return stream(requireFile(path));
  }

  /**
   * What the firmware can boot, in the order of the boot catalog; empty if there is none. To find
   * the paths, the whole tree is walked.
   */
  public List<BootEntry> bootEntries() {
    List<BootCatalog.Entry> entries =
        volume.bootRecord().map(d -> BootCatalog.read(image, d)).orElse(List.of());
    if (entries.isEmpty()) {
      return List.of();
    }
    Map<Long, String> paths = new HashMap<>();
    TreeWalk.of(image, tree)
        .filter(s -> s.node().regular() && s.node().size() > 0)
        .forEach(s -> paths.putIfAbsent(s.node().first().block(), s.path()));
    return entries.stream().map(e -> bootEntry(e, paths.getOrDefault(e.block(), ""))).toList();
  }

  private static BootEntry bootEntry(BootCatalog.Entry e, String path) {
    BootEntry.Platform platform =
        switch (e.platform()) {
          case 0 -> BootEntry.Platform.BIOS;
          case 0xEF -> BootEntry.Platform.UEFI;
          default -> BootEntry.Platform.OTHER;
        };
    BootEntry.Emulation emulation =
        switch (e.media()) {
          case 0 -> BootEntry.Emulation.NONE;
          case 4 -> BootEntry.Emulation.HARD_DISK;
          default -> BootEntry.Emulation.FLOPPY;
        };
    return new BootEntry(platform, path, e.bootable(), emulation, e.block(), e.sectors());
  }

  /**
   * The content of a file at any position, for reading; closed together with this image. Safe for
   * use by several threads.
   */
  public SeekableByteChannel newByteChannel(String path) {
    Extents extents = new Extents(image, requireFile(path).records(), tree.shift());
    return new NodeChannel(extents, image::isOpen);
  }

  /**
   * This image as a read-only file system of the JDK, for {@link java.nio.file.Files} and whatever
   * takes a {@link Path}. Links in the image are followed, as in a chroot. It is closed with this
   * image, or before; the paths of two such file systems are not equal.
   *
   * <p>Without an {@code IsoImage}, {@link java.nio.file.FileSystems#newFileSystem(Path)} and URIs
   * as {@code iso:file:///images/debian.iso!/.disk/info} lead to the same.
   */
  public FileSystem fileSystem() {
    return ImageFileSystemProvider.view(file, image, volume);
  }

  /** Unpacks the whole image into a folder, as {@link #extract(String, Path)}. */
  public Extraction extract(Path target) {
    return extract("/", target);
  }

  /** As {@link #extract(String, Path, ExtractOptions, ProgressListener)}, unwatched. */
  public Extraction extract(String path, Path target) {
    return extract(path, target, ExtractOptions.DEFAULT, ProgressListener.NONE);
  }

  /**
   * Unpacks a file, or a folder with all that it holds. Times are kept, owners are not. Hard links
   * stay such where Rock Ridge tells of them; devices, sockets and pipes are left out.
   *
   * <p>An image cannot write beside {@code target}, nor through a link that it brings along. All of
   * it is read and judged before anything is written. If the job fails or is interrupted, what it
   * has made is removed.
   *
   * @param target is made, and appears whole or not at all; for a folder, it may also be an empty
   *     folder, which is filled and keeps its own time and permissions
   * @param listener is told in bytes
   * @throws io.kvmsdk.error.AlreadyExistsException if {@code target} exists; it is kept
   * @throws IsoFormatException if the tree has a name twice, a loop, or data beyond its end
   * @throws UnsupportedException if more would be written than {@code options} allow
   */
  public Extraction extract(
      String path, Path target, ExtractOptions options, ProgressListener listener) {
    Node top = require(path);
    ExtractPlan plan =
        ExtractPlan.of(image, tree, top.directory() ? top : requireFile(path), options);
    return Job.run(
        listener,
        "extracting " + file.getFileName(),
        plan.size(),
        job -> Extractor.extract(image, plan, target, options, job));
  }

  private InputStream stream(Node node) {
    return new NodeStream(image, node.records(), tree.shift());
  }

  private Optional<Node> node(String path) {
    Node node = tree.root();
    for (String name : IsoPath.names(path)) {
      if (!node.directory()) {
        return Optional.empty();
      }
      Optional<Node> next = tree.child(node, name);
      if (next.isEmpty()) {
        return Optional.empty();
      }
      node = next.get();
    }
    return Optional.of(node);
  }

  private Node require(String path) {
    return node(path)
        .orElseThrow(
            () ->
                new NotFoundException(
                    Subject.of("file", IsoPath.normal(path)),
                    "it is not in the ISO image " + file,
                    "List the image to see its paths; upper and lower case differ"));
  }

  private Node requireFile(String path) {
    Node node = require(path);
    if (!node.regular()) {
      String is = node.directory() ? "a folder" : "a link or device";
      throw InvalidSpecException.of(
          Subject.of("path", IsoPath.normal(path)), "it is " + is + ", not a file, in " + file);
    }
    return node;
  }

  private IsoEntry entry(String path, Node node) {
    IsoEntry.Kind kind = kind(node);
    return new IsoEntry(
        path,
        kind,
        kind == IsoEntry.Kind.FILE ? node.size() : 0,
        node.link() ? node.attributes().linkTarget() : "",
        node.attributes().mode() == 0 ? READ_ONLY : node.attributes().mode(),
        node.modified(),
        node.first().block());
  }

  private static IsoEntry.Kind kind(Node node) {
    if (node.directory()) {
      return IsoEntry.Kind.DIRECTORY;
    }
    if (node.link()) {
      return IsoEntry.Kind.LINK;
    }
    return node.regular() ? IsoEntry.Kind.FILE : IsoEntry.Kind.OTHER;
  }

  /** Closes the file; closing twice does no harm. */
  @Override
  public void close() {
    image.close();
  }

  @Override
  public String toString() {
    return "IsoImage " + file + " '" + volumeId() + "' " + length();
  }
}
