package io.kvmsdk.qcow2;

import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.file.AtomicFile;
import io.kvmsdk.internal.file.AtomicFile.Durability;
import io.kvmsdk.internal.file.AtomicFile.Existing;
import io.kvmsdk.internal.file.FileOwner;
import io.kvmsdk.internal.spec.Validation;
import io.kvmsdk.progress.Job;
import io.kvmsdk.progress.ProgressListener;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Writes images anew under their own names. The old one is there until the new one is whole, so
 * that a crash leaves one of them; nobody else can open either meanwhile.
 */
final class ImageRewrite implements AtomicFile.Content {
  private final Path file;
  private final NewImage image;
  private final ImageWriter.Content content;

  private ImageRewrite(Path file, NewImage image, ImageWriter.Content content) {
    this.file = file;
    this.image = image;
    this.content = content;
  }

  static void flatten(Flatten flatten, ProgressListener listener) {
    Path file = flatten.source();
    if (flatten.format() != BackingFormat.QCOW2) {
      throw new UnsupportedException(
          Subject.of("disk image", file), "a raw image has no backing file", "");
    }
    try (ImageLock lock = ImageLock.open(file, flatten.inUse());
        QcowDisk disk = QcowDisk.open(file, BackingFormat.QCOW2, flatten.chain())) {
      QcowHeader header = top(disk).header();
      NewImage image = NewImage.like(header, "", Optional.empty(), disk.bytes());
      DiskDifference all = DiskDifference.all(disk);
      write(file, image, all, flatten.copyOptions(), flatten.task(), listener);
    } catch (IOException e) {
      throw FileErrors.explain("flattening the disk image", file, e);
    }
  }

  static void rebase(Path file, String name, BackingFormat format, ProgressListener listener) {
    try (ImageLock lock = ImageLock.open(file, InUse.REFUSE);
        QcowDisk disk = QcowDisk.open(file, BackingFormat.QCOW2);
        QcowDisk base = QcowDisk.open(BackingName.resolve(file, name), format)) {
      refuseLoop(disk, base);
      String recorded = BackingName.recorded(name);
      NewImage image =
          NewImage.like(top(disk).header(), recorded, Optional.of(format), disk.bytes());
      Validation v = Validation.of("overlay", file.toString());
      image.checkSizes(v);
      v.orThrow();
      DiskDifference difference = new DiskDifference(disk, Optional.of(base), 1);
      String task = "rebasing " + file.getFileName();
      write(file, image, difference, CopyOptions.DEFAULTS, task, listener);
    } catch (IOException e) {
      throw FileErrors.explain("rebasing the qcow2 image", file, e);
    }
  }

  private static void refuseLoop(QcowDisk overlay, QcowDisk base) throws IOException {
    Path file = overlay.layers().get(0).file().toRealPath();
    for (BackingLayer layer : base.layers()) {
      if (layer.file().toRealPath().equals(file)) {
        throw InvalidSpecException.of(
            Subject.of("overlay", file), "it would be its own backing file");
      }
    }
  }

  /** The top image, from which nothing may be lost. */
  static QcowImage top(QcowDisk disk) {
    QcowImage image = ((QcowLayer) disk.openLayers().get(0)).image();
    refuseLosses(image);
    return image;
  }

  /** Refuses an image that holds what is not copied. */
  static void refuseLosses(QcowImage image) {
    QcowHeader header = image.header();
    String loss =
        header.snapshots() > 0
            ? "internal snapshots"
            : header.has(QcowFeature.BITMAPS) ? "dirty bitmaps" : "";
    if (!loss.isEmpty()) {
      throw image.unsupported("its " + loss + " would be lost", "Remove them first");
    }
  }

  static void write(
      Path file,
      NewImage image,
      DiskDifference difference,
      CopyOptions options,
      String task,
      ProgressListener listener)
      throws IOException {
    Path real = file.toRealPath();
    Job.run(
        listener,
        task,
        image.size(),
        job -> {
          write(
              real,
              image,
              writer ->
                  DiskCopy.copy(
                      difference,
                      new QcowTarget(writer, image.clusterBits()),
                      image.size(),
                      real.getParent(),
                      options,
                      job));
          return null;
        });
  }

  static void write(Path real, NewImage image, ImageWriter.Content content) {
    AtomicFile.write(
        real, Existing.REPLACE, Durability.SYNCED, new ImageRewrite(real, image, content));
  }

  @Override
  public void prepare(Path temporary) throws IOException {
    FileOwner.copy(file, temporary);
  }

  @Override
  public void writeTo(FileChannel channel) throws IOException {
    ImageWriter.fill(channel, image, content);
  }
}
