package io.kvmsdk.qcow2;

import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Follows backing files downwards. QEMU itself loops where a chain does, guesses a format that is
 * not stated, and takes a name for a protocol's address; here each of these is refused.
 */
final class BackingChain {
  /** Far above any chain in use; QEMU has no limit, and slows down with each layer. */
  static final int DEEPEST = 64;

  private final ChainOptions options;
  private final Visitor visitor;
  private final Set<FileIdentity> seen = new HashSet<>();
  private final List<BackingLayer> layers = new ArrayList<>();
  private final List<QcowImage> images = new ArrayList<>();

  private BackingChain(ChainOptions options, Visitor visitor) {
    this.options = options;
    this.visitor = visitor;
  }

  /** What is done with each layer, from the top down, before the next one is looked for. */
  interface Visitor {
    QcowImage qcow2(Path file);

    void raw(Path file);

    /** Opens no raw file, and keeps none open. */
    Visitor HEADERS =
        new Visitor() {
          @Override
          public QcowImage qcow2(Path file) {
            return QcowImage.open(file);
          }

          @Override
          public void raw(Path file) {}
        };
  }

  /** {@code top} and all below it. */
  static List<BackingLayer> of(Path top, BackingFormat format) {
    return walk(top, format, ChainOptions.defaults(), Visitor.HEADERS);
  }

  static List<BackingLayer> walk(
      Path top, BackingFormat format, ChainOptions options, Visitor visitor) {
    BackingChain chain = new BackingChain(options, visitor);
    chain.seen.add(FileIdentity.of(top));
    chain.follow(top, format);
    return List.copyOf(chain.layers);
  }

  /** Refuses to create {@code overlay} as {@code target} over a chain that would not work. */
  static void checkBelow(Path target, QcowOverlay overlay) {
    Path base = BackingName.resolve(target, overlay.backingFile());
    BackingChain chain = new BackingChain(ChainOptions.defaults(), Visitor.HEADERS);
    chain.seen.add(FileIdentity.of(target));
    FileIdentity identity = FileIdentity.of(base);
    if (!chain.seen.add(identity)) {
      throw itself(target);
    }
    if (!identity.exists()) {
      throw new NotFoundException(
          Subject.of("backing file", base),
          "there is no such file",
          "A relative name starts at the overlay's folder");
    }
    chain.follow(base, overlay.backingFormat());
    chain.images.forEach(QcowImage::refuseAsBase);
    long size = chain.images.isEmpty() ? rawSize(base) : chain.images.get(0).virtualSize().bytes();
    if (overlay.size().bytes() < size) {
      throw InvalidSpecException.of(
          Subject.of("overlay", target),
          "size " + overlay.size() + " is less than its backing file's " + size + " bytes");
    }
  }

  /** Refuses an overlay whose backing file, as seen from its folder, is itself. */
  static void refuseItself(Path target, String backingFile) {
    FileIdentity base = FileIdentity.of(BackingName.resolve(target, backingFile));
    if (base.equals(FileIdentity.of(target))) {
      throw itself(target);
    }
  }

  private static InvalidSpecException itself(Path target) {
    return InvalidSpecException.of(
        Subject.of("overlay", target), "it would be its own backing file");
  }

  /** What the guest sees of {@code base}, if it is fit to be one. */
  static long sizeOfBase(Path base, BackingFormat format) {
    if (format == BackingFormat.QCOW2) {
      QcowImage image = QcowImage.open(base);
      image.refuseAsBase();
      return image.virtualSize().bytes();
    }
    return rawSize(base);
  }

  private static long rawSize(Path base) {
    try (FileChannel channel = ImageFiles.open(base)) {
      return channel.size();
    } catch (IOException e) {
      throw FileErrors.explain("opening the backing file", base, e);
    }
  }

  private void follow(Path top, BackingFormat topFormat) {
    Path file = top;
    BackingFormat format = topFormat;
    while (true) {
      layers.add(new BackingLayer(file, format));
      if (format == BackingFormat.RAW) {
        visitor.raw(file);
        return;
      }
      QcowImage image = visitor.qcow2(file);
      images.add(image);
      if (image.backingFile().isEmpty()) {
        return;
      }
      file = below(image);
      format = formatBelow(image);
    }
  }

  private Path below(QcowImage image) {
    String name = image.backingFile().orElseThrow();
    if (BackingName.hasProtocol(name)) {
      throw image.unsupported("its backing file '" + name + "' is not named as a file", "");
    }
    Path file = BackingName.resolve(image.file(), name);
    if (!seen.add(FileIdentity.of(file))) {
      throw image.broken(8, "its backing chain comes back to " + file);
    }
    if (layers.size() == options.depth()) {
      throw image.unsupported(
          "its backing chain has more than " + options.depth() + " layers", "Flatten some of them");
    }
    return options.roots().isEmpty() ? file : withinRoots(image, file);
  }

  /** The file by its real path, so that no link can be changed under the name that was judged. */
  private Path withinRoots(QcowImage image, Path file) {
    Path real = real(file);
    if (options.roots().stream().map(BackingChain::real).noneMatch(real::startsWith)) {
      throw image.unsupported(
          "its backing file " + real + " lies outside " + options.roots(),
          "Add its folder to the roots, if the image may read it");
    }
    return real;
  }

  private static BackingFormat formatBelow(QcowImage image) {
    Optional<String> stated = image.backingFormat();
    for (BackingFormat format : BackingFormat.values()) {
      if (stated.equals(Optional.of(format.toString()))) {
        return format;
      }
    }
    throw image.unsupported(
        stated
            .map(f -> "its backing file's format is '" + f + "'")
            .orElse("it does not state its backing file's format"),
        "Only raw and qcow2 are followed; qemu-img rebase -u -F FORMAT states it");
  }

  /** Without links, whether it exists or not. */
  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException missing) {
      Path absolute = file.toAbsolutePath().normalize();
      try {
        return absolute.getParent().toRealPath().resolve(absolute.getFileName());
      } catch (IOException folderMissing) {
        return absolute;
      }
    }
  }
}
