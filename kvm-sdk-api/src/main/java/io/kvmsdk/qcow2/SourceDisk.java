package io.kvmsdk.qcow2;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens disks that are to be copied: nobody may be writing to them. */
final class SourceDisk {
  private SourceDisk() {}

  static QcowDisk open(Path file, BackingFormat format, ChainOptions options, InUse inUse) {
    if (inUse == InUse.REFUSE) {
      refuseWritten(file);
    }
    return QcowDisk.open(file, format, options);
  }

  static void refuseWritten(Path file) {
    try {
      if (ImageLock.writtenNow(file)) {
        throw new ConflictException(
            Subject.of("disk image", file),
            "it is in use: somebody may be writing to it",
            "Shut down the domain that uses it, or copy it by a block job of that domain");
      }
    } catch (IOException e) {
      throw FileErrors.explain("looking who uses the disk image", file, e);
    }
  }

  /** Refuses to write to what is being read, or rests on it. */
  static void refuseAsTarget(QcowDisk disk, Path target) {
    try {
      for (BackingLayer layer : disk.layers()) {
        if (Files.exists(target) && Files.isSameFile(layer.file(), target)) {
          throw new ConflictException(
              Subject.of("file", target),
              "it belongs to the backing chain that is read",
              "Choose another name");
        }
      }
    } catch (IOException e) {
      throw FileErrors.explain("comparing with the backing chain", target, e);
    }
  }
}
