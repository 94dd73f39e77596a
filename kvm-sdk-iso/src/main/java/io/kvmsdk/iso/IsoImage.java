package io.kvmsdk.iso;

import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.iso.error.IsoFormatException;
import io.kvmsdk.iso.internal.ecma119.DirectoryRecord;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.ImageFile;
import io.kvmsdk.iso.internal.fat.EfiImages;
import io.kvmsdk.iso.internal.fat.FatVolume;
import io.kvmsdk.iso.internal.nio.ImageFileSystemProvider;
import io.kvmsdk.iso.internal.tree.FileData;
import io.kvmsdk.iso.internal.tree.Node;
import io.kvmsdk.iso.internal.tree.NodeChannel;
import io.kvmsdk.iso.internal.tree.NodeStream;
import io.kvmsdk.iso.internal.tree.Tree;
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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * An ISO 9660 image, for reading. Names are those of Rock Ridge, or else of Joliet, or else of ISO
 * 9660:1999, or else the plain ones without version numbers; {@link #open(Path, IsoTree)} chooses.
 *
 * <pre>{@code
 * try (IsoImage iso = IsoImage.open(Path.of("debian-12-netinst.iso"))) {
 *   System.out.println(iso.readText("/.disk/info"));
 *   iso.glob("/pool/**.deb").forEach(System.out::println);
 * }
 * }</pre>
 *
 * <p>Only descriptors are read at first, folders when they are asked for. Nothing in the image is
 * trusted: what cannot be gives an {@link IsoFormatException}. Links are shown, never followed.
 * Relocated folders are where they belong; the {@code rr_moved} that held them is shown empty,
 * unless it is marked as relocated itself, as xorriso marks it. Files compressed by zisofs are
 * decompressed. Of an image with several sessions, the newest is shown. Safe for use by several
 * threads.
 */
public final class IsoImage implements AutoCloseable {
  private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  /** In bytes; some blocks of zeros that need no space must not fill the heap. */
  private static final int MAX_DECOMPRESSED = 64 << 20;

  private final Path file;
  private final ImageFile image;
  private final Volume volume;
  private final Tree tree;
  private final Listing listing;

  private IsoImage(Path file, ImageFile image, Volume volume, Tree tree) {
    this.file = file;
    this.image = image;
    this.volume = volume;
    this.tree = tree;
    this.listing = new Listing(file, image, tree);
  }

  /**
   * Opens an image; its descriptors are read at once.
   *
   * @throws IsoFormatException if the file is not an ISO image, or lacks data at its end
   * @throws NotFoundException if there is no such file
   */
  public static IsoImage open(Path file) {
    return open(file, Volume::read, Volume::best);
  }

  /**
   * Opens an image to see the names of one tree.
   *
   * @throws NotFoundException if the image has no such tree; {@link #trees} tells which it has
   */
  public static IsoImage open(Path file, IsoTree tree) {
    return open(file, Volume::read, v -> tree(file, v, tree));
  }

  /**
   * Opens an image as it was after one of its sessions.
   *
   * @param session counted from 1, the oldest, as {@link #sessions} lists them
   * @throws NotFoundException if the image has no such session
   */
  public static IsoImage openSession(Path file, int session) {
    return open(file, image -> Volume.read(image, session), Volume::best);
  }

  private static IsoImage open(
      Path file, Function<ImageBytes, Volume> session, Function<Volume, Tree> tree) {
    ImageFile image = ImageFile.open(file);
    try {
      Volume volume = session.apply(image);
      return new IsoImage(file, image, volume, tree.apply(volume));
    } catch (RuntimeException e) {
      image.close();
      throw e;
    }
  }

  private static Tree tree(Path file, Volume volume, IsoTree wanted) {
    return volume
        .tree(wanted.naming())
        .orElseThrow(
            () ->
                new NotFoundException(
                    Subject.of("tree", wanted),
                    "the ISO image " + file + " has no such names",
                    "It has " + trees(volume)));
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

  /** Which tree this shows. */
  public IsoTree tree() {
    return IsoTree.of(tree.naming());
  }

  /** All trees that the image can be seen by, the best first. */
  public List<IsoTree> trees() {
    return trees(volume);
  }

  private static List<IsoTree> trees(Volume volume) {
    return Arrays.stream(IsoTree.values())
        .filter(t -> volume.tree(t.naming()).isPresent())
        .toList();
  }

  /** The goes in which the image was written, the oldest first; one for most images. */
  public List<IsoSession> sessions() {
    return IsoSession.of(volume);
  }

  /** The entry at {@code path}, as {@code /isolinux/txt.cfg}. */
  public Optional<IsoEntry> find(String path) {
    return listing.find(path);
  }

  /**
   * The entry at {@code path}.
   *
   * @throws NotFoundException if there is none
   */
  public IsoEntry get(String path) {
    return listing.get(path);
  }

  /** What a folder holds, in the order of the image. */
  public List<IsoEntry> list(String directory) {
    return listing.list(directory);
  }

  /** Everything but the root: each folder, then what it holds. */
  public Stream<IsoEntry> walk() {
    return listing.walk();
  }

  /**
   * Everything whose path matches a pattern in the syntax of {@link
   * java.nio.file.FileSystem#getPathMatcher}: {@code /pool/**.deb}, {@code /boot/*.{img,efi}}. Only
   * folders that can hold a match are read.
   *
   * @throws InvalidSpecException if it is no pattern
   */
  public Stream<IsoEntry> glob(String pattern) {
    return listing.glob(pattern);
  }

  /**
   * Where a file's data lies, in order.
   *
   * @throws InvalidSpecException if the path is no file's
   */
  public List<IsoExtent> extents(String path) {
    return listing.file(path).records().stream()
        .map(r -> new IsoExtent(r.block() + tree.shift(), r.size()))
        .toList();
  }

  /** The content of a file of less than 2 GiB, or 64 MiB if it is compressed. */
  public byte[] read(String path) {
    Node node = listing.file(path);
    try (InputStream in = tree.open(node)) {
      int most = node.attributes().zisofs() == null ? MAX_ARRAY : MAX_DECOMPRESSED;
      if (node.contentSize() > most) {
        throw new UnsupportedException(
            Subject.of("file", path),
            "it has " + node.contentSize() + " bytes, too many for an array",
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
    return tree.open(listing.file(path));
  }

  /**
   * What the firmware can boot, in the order of the boot catalog; empty if there is none. To find
   * the paths, the whole tree is walked.
   */
  public List<BootEntry> bootEntries() {
    return BootEntries.of(image, volume, tree);
  }

  /**
   * A boot image, whether it is in the tree or not; this image must stay open meanwhile.
   *
   * @throws IsoFormatException if it lies beyond the end
   */
  public InputStream newInputStream(BootEntry entry) {
    return new NodeStream(
        new FileData(image, entry.block() * ImageBytes.BLOCK, entry.size(), "El Torito 2.2"));
  }

  /**
   * The files that UEFI firmware sees when it boots this image; empty if it cannot.
   *
   * @throws IsoFormatException if its boot image is not a sound FAT file system
   */
  public Optional<FatImage> efi() {
    return EfiImages.starts(image, volume).stream()
        .findFirst()
        .map(start -> new FatImage(FatVolume.open(image, start, image.length() - start)));
  }

  /**
   * The files in a FAT image that is a file of this image, as {@code /boot/grub/efi.img}.
   *
   * @throws IsoFormatException if it is not a sound FAT file system
   */
  public FatImage fat(String path) {
    DirectoryRecord record = listing.file(path).first();
    long start = (record.block() + tree.shift()) * ImageBytes.BLOCK;
    return new FatImage(FatVolume.open(image, start, record.size()));
  }

  /**
   * Compares every file that {@code /md5sum.txt} lists, as Debian and Ubuntu have it, with its
   * digest there. Links in paths are followed.
   *
   * @return those that differ or are missing
   * @throws NotFoundException if there is no list
   */
  public List<FileMismatch> checkFiles() {
    return new FileChecks(this, tree, listing.links()).run();
  }

  /**
   * The content of a file at any position, for reading; closed together with this image. Safe for
   * use by several threads.
   */
  public SeekableByteChannel newByteChannel(String path) {
    return new NodeChannel(tree.content(listing.file(path)), image::isOpen);
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
    return ImageFileSystemProvider.view(file, image, volume, tree);
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
    Node top = listing.node(path);
    ExtractPlan plan =
        ExtractPlan.of(image, tree, top.directory() ? top : listing.file(path), options);
    return Job.run(
        listener,
        "extracting " + file.getFileName(),
        plan.size(),
        job -> Extractor.extract(image, plan, target, options, job));
  }

  /** Compares the image with the digest that Fedora and RHEL implant (isomd5sum); reads it all. */
  public MediaCheck checkMedia() {
    return MediaCheck.of(image, volume.primary());
  }

  /**
   * What breaks the standard without doing harm, as numbers whose two byte orders disagree: the
   * little-endian half is taken, as by Linux and Windows. All folders of all trees are read.
   */
  public List<IsoFinding> findings() {
    return Findings.of(image, volume);
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
