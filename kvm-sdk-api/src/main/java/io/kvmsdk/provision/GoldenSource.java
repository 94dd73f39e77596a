package io.kvmsdk.provision;

import io.kvmsdk.domain.Firmware;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.qcow2.QcowImage;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import java.nio.file.Path;
import java.util.Optional;

/** What a golden image is a copy of. */
sealed interface GoldenSource {
  VolumeFormat format();

  /** Who it was, in one line. */
  String description();

  /** A volume, perhaps a domain's disk. */
  record Volume(StorageVolume volume, VolumeFormat format, String description)
      implements GoldenSource {
    static Volume of(StorageVolume volume) {
      return of(volume, "volume " + volume.name() + " of pool " + volume.pool());
    }

    static Volume of(StorageVolume volume, String description) {
      VolumeFormat format = volume.spec().format();
      return new Volume(
          volume, format == VolumeFormat.ISO ? VolumeFormat.RAW : format, description);
    }
  }

  /** A local image that stands alone. */
  record File(Path path, VolumeFormat format) implements GoldenSource {
    @Override
    public String description() {
      return "file " + path.getFileName();
    }

    /** Published, it would name a file that the host may not have. */
    void refuseOverlay() {
      if (format != VolumeFormat.QCOW2) {
        return;
      }
      QcowImage image = QcowImage.open(path);
      if (image.backingFile().isPresent() || image.encrypted()) {
        throw new ConflictException(
            io.kvmsdk.error.Subject.of("file", path),
            image.encrypted() ? "the image is encrypted" : "the image lies over another one",
            "Give an image that stands alone; flattening makes one");
      }
    }
  }

  /** A source with what else is known through it. */
  record Found(GoldenSource source, Optional<Firmware> firmware) {}
}
