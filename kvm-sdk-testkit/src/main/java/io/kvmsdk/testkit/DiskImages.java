package io.kvmsdk.testkit;

import io.kvmsdk.error.FileErrors;
import io.kvmsdk.qcow2.BackingFormat;
import io.kvmsdk.qcow2.Extent;
import io.kvmsdk.qcow2.QcowFormatException;
import io.kvmsdk.qcow2.QcowImage;
import io.kvmsdk.qcow2.QcowOverlay;
import io.kvmsdk.qcow2.QcowSpec;
import io.kvmsdk.qcow2.ReadAt;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The images of disks, as real files. Formats are libvirt's names for them. */
final class DiskImages {
  static final String RAW = "raw";
  static final String QCOW2 = "qcow2";
  static final String ISO = "iso";

  /** The format's magic number "QFI\xfb". */
  private static final byte[] QCOW2_MAGIC = {'Q', 'F', 'I', (byte) 0xfb};

  /** ECMA-119, 8.1.2: the standard identifier, in the first volume descriptor. */
  private static final byte[] ISO_IDENTIFIER = "CD001".getBytes(StandardCharsets.US_ASCII);

  private static final int ISO_IDENTIFIER_OFFSET = 16 * 2048 + 1;
  private static final int SECTOR = 512;
  private static final int BOOT_SIGNATURE_OFFSET = 510;

  private final HostFiles files;

  DiskImages(HostFiles files) {
    this.files = files;
  }

  /** An image, mostly one below another: its path on the host and its format. */
  record Backing(String path, String format) {
    BackingFormat backingFormat() {
      return format.equals(QCOW2) ? BackingFormat.QCOW2 : BackingFormat.RAW;
    }
  }

  /** Makes a new image without content; a raw one is sparse. */
  void create(Path file, String format, ByteSize capacity, Optional<Backing> backing) {
    try {
      Files.createDirectories(file.getParent());
      if (format.equals(QCOW2)) {
        createQcow2(file, wholeSectors(capacity), backing, new byte[0]);
      } else {
        Files.createFile(file);
        setLength(file, capacity.bytes());
      }
    } catch (IOException e) {
      throw FileErrors.explain("creating the volume", file, e);
    }
  }

  /** Makes a new image of what a guest sees of {@code source}; half of one is removed. */
  void convert(Backing source, Path file, String format, ByteSize size) {
    try (ImageCopy copy = new ImageCopy(files)) {
      copy.copy(source, file, format, size);
    } catch (IOException e) {
      throw FileErrors.explain("cloning to the volume", file, e);
    }
  }

  /** Zeros of the same length. */
  static void wipe(Path file) {
    long length = length(file).bytes();
    try {
      setLength(file, 0);
      setLength(file, length);
    } catch (IOException e) {
      throw FileErrors.explain("wiping the volume", file, e);
    }
  }

  private static ByteSize wholeSectors(ByteSize size) {
    return ByteSize.bytes((size.bytes() + SECTOR - 1) / SECTOR * SECTOR);
  }

  private static void createQcow2(
      Path file, ByteSize capacity, Optional<Backing> backing, byte[] start) {
    createQcow2(file, capacity, backing, List.of(new Extent(0, start.length)), ReadAt.of(start));
  }

  static void createQcow2(
      Path file,
      ByteSize capacity,
      Optional<Backing> backing,
      List<Extent> written,
      ReadAt content) {
    if (backing.isEmpty()) {
      QcowSpec.builder().size(capacity).durable(false).build().create(file, written, content);
      return;
    }
    QcowOverlay.builder()
        .backingFile(backing.get().path())
        .backingFormat(backing.get().backingFormat())
        .size(capacity)
        .durable(false)
        .build()
        .create(file, written, content);
  }

  /** The format that {@code file} shows itself to be of, as libvirt looks for it in a pool. */
  static String probe(Path file) {
    if (Arrays.equals(QCOW2_MAGIC, read(file, 0, QCOW2_MAGIC.length))) {
      return QCOW2;
    }
    byte[] identifier = read(file, ISO_IDENTIFIER_OFFSET, ISO_IDENTIFIER.length);
    return Arrays.equals(ISO_IDENTIFIER, identifier) ? ISO : RAW;
  }

  /** What a guest sees. */
  static ByteSize capacity(Path file, String format) {
    return qcow2(file, format).map(QcowImage::virtualSize).orElseGet(() -> length(file));
  }

  /** What a guest sees of it. */
  ByteSize capacity(Backing image) {
    return capacity(files.readable(image.path()), image.format());
  }

  static ByteSize length(Path file) {
    try {
      return ByteSize.bytes(Files.size(file));
    } catch (IOException e) {
      throw FileErrors.explain("reading", file, e);
    }
  }

  static Optional<Backing> backing(Path file, String format) {
    return qcow2(file, format)
        .flatMap(i -> i.backingFile().map(b -> new Backing(b, i.backingFormat().orElse(RAW))));
  }

  /** What it lies over. */
  Optional<Backing> below(Backing image) {
    return backing(files.readable(image.path()), image.format());
  }

  /** Empty also while an image is being uploaded, and is no image yet. */
  private static Optional<QcowImage> qcow2(Path file, String format) {
    try {
      return format.equals(QCOW2) ? Optional.of(QcowImage.open(file)) : Optional.empty();
    } catch (QcowFormatException halfUploaded) {
      return Optional.empty();
    }
  }

  /** Lets a guest see {@code capacity}. */
  static void resize(Path file, String format, ByteSize capacity) {
    try {
      if (format.equals(QCOW2)) {
        QcowImage.open(file); // refuses a header that is not sound
        try (FileChannel channel = open(file)) {
          QcowHead.read(channel).resize(channel, wholeSectors(capacity).bytes());
        }
      } else {
        setLength(file, capacity.bytes());
      }
    } catch (IOException e) {
      throw FileErrors.explain("resizing the volume", file, e);
    }
  }

  /** Makes it {@code length} bytes long; if that is more, with a hole, which takes up nothing. */
  static void setLength(Path file, long length) throws IOException {
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      raw.setLength(length);
    }
  }

  /** {@code top} and what lies below it, down to the first that is missing. */
  List<Backing> chain(Backing top) {
    Set<Backing> chain = new LinkedHashSet<>();
    Optional<Backing> next = Optional.of(top);
    while (next.isPresent() && chain.add(next.get())) {
      Path file = files.readable(next.get().path());
      String format = next.get().format();
      next = Files.exists(file) ? backing(file, format) : Optional.empty();
    }
    return List.copyOf(chain);
  }

  /**
   * Puts what a guest sees through {@code top} and all above {@code into} into that one image,
   * which stays over what lies below it; {@code into} may be {@code top} itself, over nothing.
   *
   * @param backing what lies below {@code into} afterwards
   */
  void merge(Backing top, Backing into, Optional<Backing> backing) {
    replace(
        files.file(into.path()),
        "merging into",
        fresh -> {
          if (backing.isPresent()) {
            write(fresh, above(top, backing.get()), backing);
          } else {
            try (ImageCopy copy = new ImageCopy(files)) {
              copy.copy(top, fresh, into.format(), capacity(top));
            }
          }
        });
  }

  /** Puts something into a new file. */
  interface Writing {
    void to(Path fresh) throws IOException;
  }

  /** Has all of a file written anew next to it, and puts that into its place. */
  static void replace(Path file, String work, Writing content) {
    Path fresh = file.resolveSibling("." + file.getFileName() + ".fresh");
    try {
      content.to(fresh);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw FileErrors.explain(work, file, e);
    }
  }

  private void write(Path fresh, List<Backing> images, Optional<Backing> backing)
      throws IOException {
    try (ImageContent content = ImageContent.open(files, images)) {
      createQcow2(fresh, content.capacity(), backing, content.extents(), content);
    }
  }

  /** Puts {@code image}, with what it holds itself, over another image. */
  void rebase(Backing image, Backing below) {
    replace(
        files.file(image.path()),
        "rebasing",
        fresh -> write(fresh, List.of(image), Optional.of(below)));
  }

  private List<Backing> above(Backing top, Backing below) {
    List<Backing> all = chain(top);
    return all.subList(0, all.indexOf(below));
  }

  /** Whether there is anything on a disk, or on one below it, that a guest could boot. */
  boolean bootable(Backing disk) {
    return chain(disk).stream()
        .anyMatch(image -> holdsSystem(files.readable(image.path()), image.format()));
  }

  private static boolean holdsSystem(Path file, String format) {
    if (!format.equals(QCOW2)) {
      byte[] signature = read(file, BOOT_SIGNATURE_OFFSET, 2);
      return Arrays.equals(new byte[] {0x55, (byte) 0xaa}, signature);
    }
    try (FileChannel channel = FileChannel.open(file)) {
      return qcow2(file, format).isPresent() && QcowHead.read(channel).holdsData(channel);
    } catch (IOException e) {
      throw FileErrors.explain("booting from", file, e);
    }
  }

  /** Writes a boot sector onto a disk, which loses what it held. */
  void install(Backing disk) {
    byte[] sector = bootSector();
    Path file = files.file(disk.path());
    String work = "installing on";
    if (disk.format().equals(QCOW2)) {
      replace(file, work, fresh -> createQcow2(fresh, capacity(disk), below(disk), sector));
      return;
    }
    try (FileChannel channel = open(file)) {
      channel.write(ByteBuffer.wrap(sector), 0);
    } catch (IOException e) {
      throw FileErrors.explain(work, file, e);
    }
  }

  private static byte[] bootSector() {
    ByteBuffer sector = ByteBuffer.allocate(SECTOR);
    sector.put("installed by a kvm-sdk FakeGuest".getBytes(StandardCharsets.US_ASCII));
    return sector.putShort(BOOT_SIGNATURE_OFFSET, (short) 0x55aa).array();
  }

  private static byte[] read(Path file, long offset, int length) {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer bytes = ByteBuffer.allocate(length);
      ReadAt.of(channel).read(offset, bytes);
      return bytes.array();
    } catch (IOException e) {
      throw FileErrors.explain("reading", file, e);
    }
  }

  static FileChannel open(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }
}
