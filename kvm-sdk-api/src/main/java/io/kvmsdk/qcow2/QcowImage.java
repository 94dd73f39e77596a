package io.kvmsdk.qcow2;

import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.file.AtomicFile.Durability;
import io.kvmsdk.internal.spec.Validation;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the header of a qcow2 image says, once it has been found sound. The file is not kept open.
 */
public final class QcowImage {
  private final Path file;
  private final QcowHeader header;

  private QcowImage(Path file, QcowHeader header) {
    this.file = file;
    this.header = header;
  }

  /**
   * Reads the header of {@code file}, and opens no other file.
   *
   * @throws QcowFormatException if it breaks the format, or needs a feature that is not known here
   */
  public static QcowImage open(Path file) {
    try (FileChannel channel = ImageFiles.open(file)) {
      return read(file, channel);
    } catch (IOException e) {
      throw FileErrors.explain("reading the qcow2 image", file, e);
    }
  }

  static QcowImage read(Path file, FileChannel channel) throws IOException {
    return new QcowImage(file, HeaderReader.read(file, channel));
  }

  /**
   * Creates an image that stands alone, as {@code qemu-img create -f qcow2} does; what is not
   * {@code written} reads as zeros. It is on the disk when the call returns.
   *
   * @param size what the guest sees: a multiple of 512 bytes
   * @param written in any order; each within {@code size}, none overlapping another
   * @param disk what the guest sees; asked for all clusters that {@code written} touches
   * @throws io.kvmsdk.error.AlreadyExistsException if there is a {@code target}; it is kept
   * @throws io.kvmsdk.error.InvalidSpecException if {@code size} is not such, or too large
   */
  public static void create(Path target, ByteSize size, List<Extent> written, ReadAt disk) {
    NewImage image = NewImage.alone(size);
    Validation.of("qcow2 image", target.toString())
        .require(
            size.bytes() > 0 && size.bytes() % 512 == 0,
            "size must be a multiple of 512, not " + size.bytes())
        .require(
            OverlayLayout.of(image, List.of()).l1Entries() <= QcowHeader.MOST_L1_ENTRIES,
            "clusters of " + image.clusterSize() + " are too small for " + size)
        .orThrow();
    OverlayFile.create(target, image, written, disk, Durability.SYNCED);
  }

  public Path file() {
    return file;
  }

  /** 2, as QEMU before 1.7 made it by default, or 3. */
  public int version() {
    return header.version();
  }

  /** What the guest sees. */
  public ByteSize virtualSize() {
    return ByteSize.bytes(header.size());
  }

  public ByteSize clusterSize() {
    return ByteSize.bytes(header.clusterSize());
  }

  /** The backing file's name, just as recorded. */
  public Optional<String> backingFile() {
    return header.backingFile().isEmpty() ? Optional.empty() : Optional.of(header.backingFile());
  }

  /** QEMU's name of the backing file's format, just as recorded. */
  public Optional<String> backingFormat() {
    return header.extension(HeaderExtension.BACKING_FORMAT).map(HeaderExtension::text);
  }

  public Set<QcowFeature> features() {
    return header.features();
  }

  /** Whether it is encrypted, with AES or LUKS. */
  public boolean encrypted() {
    return header.encryption() != 0;
  }

  /** How many internal snapshots it holds. */
  public int snapshots() {
    return header.snapshots();
  }

  /**
   * The image and every file below it, from the top down. Only files that the chain states to be
   * qcow2 are opened.
   *
   * @throws QcowFormatException if an image is not sound, or the chain comes back to one of them
   * @throws UnsupportedException if a format is not stated or not known, if a name is a protocol's
   *     address, or if there are more than 64 layers
   * @throws io.kvmsdk.error.NotFoundException if a file is missing
   */
  public List<BackingLayer> backingChain() {
    return BackingChain.of(file, BackingFormat.QCOW2);
  }

  /** Refuses by name what an overlay cannot safely rest on. */
  void refuseAsBase() {
    refuseIf(encrypted(), "it is encrypted");
    refuseIf(
        header.has(QcowFeature.EXTERNAL_DATA_FILE), "its data lies in another file that it names");
    refuseIf(header.has(QcowFeature.CORRUPT), "it is marked corrupt: repair it first");
  }

  private void refuseIf(boolean condition, String problem) {
    if (condition) {
      throw unsupported("no overlay can rest on it: " + problem, "");
    }
  }

  /**
   * Refuses by name what cannot be read.
   *
   * @param top whether the caller named this image, and its data file with it
   */
  void refuseToRead(ChainOptions options, boolean top) {
    if (encrypted()) {
      throw unsupported("it is encrypted with " + (header.encryption() == 1 ? "AES" : "LUKS"), "");
    }
    if (header.has(QcowFeature.CORRUPT) && !options.corruptAllowed()) {
      throw unsupported("it is marked corrupt", "Repair it, or allow a corrupt image");
    }
    boolean external = header.has(QcowFeature.EXTERNAL_DATA_FILE);
    if (external && (!top || options.dataFile().isEmpty())) {
      throw unsupported(
          "its data lies in another file that it names",
          top ? "Say by yourself which file that is" : "");
    }
  }

  QcowHeader header() {
    return header;
  }

  UnsupportedException unsupported(String problem, String remedy) {
    return new UnsupportedException(subject(), problem, remedy);
  }

  Subject subject() {
    return Subject.of("qcow2 image", file);
  }

  QcowFormatException broken(long byteOffset, String problem) {
    return new QcowFormatException(file, byteOffset, "Header", problem);
  }

  @Override
  public String toString() {
    return "QcowImage[%s, v%d, %s, backing %s, %s]"
        .formatted(file, version(), virtualSize(), backingFile().orElse("none"), features());
  }
}
