package io.kvmsdk.qcow2;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.progress.Job;
import io.kvmsdk.progress.ProgressListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One {@link Commit}, with both images locked. */
final class CommitRun {
  private final QcowDisk disk;
  private final ImageLock baseLock;
  private final BackingLayer base;
  private final Optional<BackingLayer> belowBase;
  private final String task;
  private final ProgressListener listener;

  private CommitRun(
      QcowDisk disk, ImageLock baseLock, List<BackingLayer> chain, ProgressListener listener) {
    this.disk = disk;
    this.baseLock = baseLock;
    this.base = chain.get(1);
    this.belowBase = chain.stream().skip(2).findFirst();
    this.task = "committing " + chain.get(0).file().getFileName();
    this.listener = listener;
  }

  static void run(Commit commit, List<BackingLayer> chain, ProgressListener listener)
      throws IOException {
    Path overlay = commit.overlay();
    Path base = chain.get(1).file();
    // Disks are closed first: closing any channel of a file lets go of its lock.
    try (ImageLock overlayLock = ImageLock.open(overlay, commit.inUse());
        ImageLock baseLock = ImageLock.open(base, commit.inUse());
        QcowDisk disk = QcowDisk.open(overlay, BackingFormat.QCOW2)) {
      QcowImage image = ImageRewrite.top(disk);
      new CommitRun(disk, baseLock, chain, listener).write();
      switch (commit.afterwards()) {
        case EMPTY -> empty(image, chain.get(1).format());
        case DELETE -> Files.delete(overlay);
        case KEEP -> {}
      }
    }
  }

  private void write() throws IOException {
    DiskLayer layer = disk.openLayers().get(1);
    if (layer.size() > disk.bytes()) {
      throw new UnsupportedException(
          Subject.of("backing file", base.file()),
          "it is larger than the overlay, which hides its end",
          "Flatten the overlay instead");
    }
    if (layer instanceof QcowLayer qcow) {
      writeAnew(qcow.image());
    } else {
      writeInPlace();
    }
  }

  private void writeAnew(QcowImage image) throws IOException {
    ImageRewrite.refuseLosses(image);
    if (belowBase.isEmpty()) {
      writeAnew(image, Optional.empty());
      return;
    }
    BackingLayer below = belowBase.get();
    try (QcowDisk rest = QcowDisk.open(below.file(), below.format())) {
      writeAnew(image, Optional.of(rest));
    }
  }

  private void writeAnew(QcowImage image, Optional<QcowDisk> rest) throws IOException {
    NewImage wanted =
        NewImage.like(
            image.header(),
            image.header().backingFile(),
            belowBase.map(BackingLayer::format),
            disk.bytes());
    DiskDifference difference = new DiskDifference(disk, rest, 2);
    ImageRewrite.write(base.file(), wanted, difference, CopyOptions.DEFAULTS, task, listener);
  }

  private void writeInPlace() throws IOException {
    if (ImageFiles.isBlockDevice(base.file()) && baseLock.channel().size() < disk.bytes()) {
      throw InvalidSpecException.of(
          Subject.of("device", base.file()), "it is smaller than the overlay");
    }
    try (QcowDisk old = QcowDisk.open(base.file(), BackingFormat.RAW)) {
      DiskDifference difference = new DiskDifference(disk, Optional.of(old), 1);
      Job.run(listener, task, disk.bytes(), job -> overwrite(difference, job));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private Void overwrite(DiskDifference difference, Job job) {
    RawTarget target = new RawTarget(baseLock.channel(), false);
    Path folder = base.file().toAbsolutePath().getParent();
    try {
      DiskCopy.copy(difference, target, disk.bytes(), folder, CopyOptions.DEFAULTS, job);
      RawTarget.grow(baseLock.channel(), disk.bytes());
      baseLock.channel().force(true);
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void empty(QcowImage overlay, BackingFormat format) throws IOException {
    QcowHeader header = overlay.header();
    NewImage image =
        NewImage.like(header, header.backingFile(), Optional.of(format), header.size());
    ImageRewrite.write(overlay.file().toRealPath(), image, writer -> {});
  }
}
