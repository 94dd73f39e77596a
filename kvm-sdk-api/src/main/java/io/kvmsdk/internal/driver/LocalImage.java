package io.kvmsdk.internal.driver;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.xml.DiskSourceXml;
import io.kvmsdk.internal.xml.DiskXml;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.qcow2.BackingFormat;
import io.kvmsdk.qcow2.Flatten;
import io.kvmsdk.qcow2.QcowImage;
import io.kvmsdk.qcow2.RawImage;
import io.kvmsdk.value.ByteSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A disk's image that is a file of this machine and in no active pool: libvirt has no call for it
 * while the domain is off, so this process sees to it. Nobody may have it open meanwhile; it keeps
 * its path, owner, mode and label, and a failure leaves it as it was.
 */
public final class LocalImage {
  private static final String REMEDY =
      "Define a pool on the image's folder, or start the domain first";

  private final Path file;
  private final BackingFormat format;

  private LocalImage(Path file, BackingFormat format) {
    this.file = file;
    this.format = format;
  }

  /**
   * @return empty where it is no such image, or may not be read here
   * @throws UnsupportedException if it is of a format that the engine does not know
   */
  public static Optional<LocalImage> of(Hypervisor kvm, DiskXml disk) {
    Optional<String> path = disk.source().flatMap(DiskSourceXml::file);
    return path.filter(p -> kvm.storagePools().findVolumeByPath(p).isEmpty())
        .flatMap(kvm::localFile)
        .filter(Files::isRegularFile)
        .filter(Files::isReadable)
        .map(file -> new LocalImage(file, format(file, disk)));
  }

  /** The error where an image is neither such a file nor a volume, and the domain is off. */
  public static ConflictException outOfReach(Subject disk) {
    return new ConflictException(
        disk,
        "the domain is off, and its image is neither a volume of an active pool nor a file that can"
            + " be read on this machine",
        REMEDY);
  }

  /** libvirt, too, takes an image for raw that nothing is said about. */
  private static BackingFormat format(Path file, DiskXml disk) {
    String format = disk.driverType().orElse("raw");
    return switch (format) {
      case "raw" -> BackingFormat.RAW;
      case "qcow2" -> BackingFormat.QCOW2;
      default ->
          throw new UnsupportedException(
              Subject.of("disk image", file), "its format is " + format, REMEDY);
    };
  }

  /** The paths of the image and of those below it. */
  public List<String> chain() {
    return format == BackingFormat.RAW
        ? List.of(file.toString())
        : QcowImage.open(file).backingChain().stream().map(l -> l.file().toString()).toList();
  }

  void grow(ByteSize capacity) {
    ByteSize size = OverlayVolume.wholeSectors(capacity);
    if (format == BackingFormat.RAW) {
      RawImage.resize(file, size);
    } else {
      QcowImage.resize(file, size);
    }
  }

  /** Makes it stand alone. */
  public void flatten(ProgressListener listener) {
    Flatten.of(file, format).inPlace(listener);
  }
}
