package io.kvmsdk.qcow2;

import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.spec.Validation;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the header of a qcow2 image says, once it has been found sound; and what can be done to an
 * image in place. The file is not kept open.
 */
public final class QcowImage {
  private static final int SECTOR = 512;

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
   * Grows an image in place, as {@code qemu-img resize} does; nobody may have it open. What it
   * grows by reads as zeros, whatever its backing file has there. A crash at any moment leaves the
   * image as it was or as it shall be, and at worst clusters that leak.
   *
   * @param size what the guest is to see: a multiple of 512 bytes, no less than now
   * @throws io.kvmsdk.error.InvalidSpecException if {@code size} is less than now, or not such
   * @throws io.kvmsdk.error.ConflictException if the image is in use, or marked dirty or corrupt
   * @throws UnsupportedException if it is encrypted, has dirty bitmaps, or is of version 2 and has
   *     snapshots or a longer backing file
   * @throws QcowFormatException if it, or its backing chain, is not sound
   */
  public static void resize(Path file, ByteSize size) {
    resize(file, size, InUse.REFUSE);
  }

  /** As {@link #resize(Path, ByteSize)}, and by explicit word also where the image is in use. */
  public static void resize(Path file, ByteSize size, InUse inUse) {
    ImageEdit.change(
        "resizing the qcow2 image", file, inUse, image -> ImageResize.grow(image, size.bytes()));
  }

  /**
   * Puts an overlay over another backing file, as {@code qemu-img rebase} does: what the guest sees
   * stays the same, since what the new one has otherwise is copied into the overlay. That is
   * written anew beside the old one, which is there until the new one is whole, and on the disk; it
   * keeps its owner, mode and options, but is of version 3, and its clusters are not compressed. To
   * need no backing file any more, {@link Flatten#inPlace} it.
   *
   * @param backingFile as for {@link QcowOverlay#backingFile}
   * @param listener counts bytes of the disk
   * @throws io.kvmsdk.error.InvalidSpecException if {@code backingFile} rests on the overlay, or
   *     its name does not fit into the first cluster
   * @throws io.kvmsdk.error.ConflictException if somebody has the overlay open
   * @throws UnsupportedException if it holds snapshots or bitmaps, which would be lost
   * @throws QcowFormatException if one of the chains is not sound; for more, see {@link
   *     QcowDisk#open}
   */
  public static void rebase(
      Path file, String backingFile, BackingFormat format, ProgressListener listener) {
    checkBacking(file, backingFile);
    ImageRewrite.rebase(file, backingFile, format, listener);
  }

  /**
   * Records another backing file, as {@code qemu-img rebase -u} does: no data are touched, nor is
   * the backing file looked at. Unless it has the content of the old one, what the guest sees
   * changes. Where a backing file was moved, this is what tells its overlays.
   *
   * @param backingFile as for {@link QcowOverlay#backingFile}
   * @throws io.kvmsdk.error.InvalidSpecException if {@code backingFile} is the image itself, or its
   *     name does not fit into the first cluster
   * @throws io.kvmsdk.error.ConflictException if the image is in use, or marked dirty or corrupt
   * @throws QcowFormatException if its header is not sound
   */
  public static void rebaseUnsafe(Path file, String backingFile, BackingFormat format) {
    rebaseUnsafe(file, backingFile, format, InUse.REFUSE);
  }

  /**
   * As {@link #rebaseUnsafe(Path, String, BackingFormat)}, and by explicit word also where the
   * image is in use.
   */
  public static void rebaseUnsafe(
      Path file, String backingFile, BackingFormat format, InUse inUse) {
    checkBacking(file, backingFile);
    ImageEdit.change(
        "rebasing the qcow2 image",
        file,
        inUse,
        image ->
            new HeaderPatch(image)
                .writeBacking(BackingName.recorded(backingFile), Optional.of(format)));
  }

  private static void checkBacking(Path file, String backingFile) {
    Validation v = Validation.of("backing file", backingFile);
    BackingName.check(backingFile, v);
    v.orThrow();
    BackingChain.refuseItself(file, backingFile);
  }

  /**
   * Whether another program has an image open, to read or to write, as QEMU's own locks tell; so
   * {@code resize} would refuse. This one must be allowed to write to it, and changes nothing.
   */
  public static boolean inUse(Path file) {
    try {
      return ImageLock.inUseNow(file);
    } catch (IOException e) {
      throw FileErrors.explain("looking who uses the qcow2 image", file, e);
    }
  }

  public Path file() {
    return file;
  }

  /** 2, as QEMU before 1.7 made it by default, or 3. */
  public int version() {
    return header.version();
  }

  /** What the guest sees: as for QEMU, whole sectors of 512 bytes only. */
  public ByteSize virtualSize() {
    return ByteSize.bytes(header.size() / SECTOR * SECTOR);
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

  /**
   * The snapshots inside the image, in its order; the file is read again.
   *
   * @throws QcowFormatException if their table is not sound
   */
  public List<QcowSnapshot> snapshots() {
    try (FileChannel channel = ImageFiles.open(file)) {
      return SnapshotTable.read(this, channel);
    } catch (IOException e) {
      throw FileErrors.explain("reading the snapshots", file, e);
    }
  }

  /** The name of the file that holds the guest's data, just as recorded. It is never followed. */
  public Optional<String> dataFile() {
    return header.extension(HeaderExtension.DATA_FILE).map(HeaderExtension::text);
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

  /** QEMU's name of the encryption that there is. */
  String encryption() {
    return header.encryption() == 1 ? "aes" : "luks";
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
      throw unsupported("it is encrypted with " + encryption(), "");
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
