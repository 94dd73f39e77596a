package io.kvmsdk.qcow2;

import io.kvmsdk.error.FileErrors;
import io.kvmsdk.qcow2.CopyPiece.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What has to be written over one disk so that it reads as another. What both have from the same
 * file is known to be the same without being read.
 */
final class DiskDifference {
  private final QcowDisk disk;
  private final Optional<QcowDisk> below;
  private final int own;
  private final RunCursor cursor;
  private final Optional<RunCursor> cursorBelow;
  private final IdentityHashMap<DiskLayer, Path> files = new IdentityHashMap<>();

  /**
   * @param below what the copy will rest on; nothing, if it is to stand alone
   * @param own how many of the disk's layers, from the top, are written without being compared
   */
  DiskDifference(QcowDisk disk, Optional<QcowDisk> below, int own) {
    this.disk = disk;
    this.below = below;
    this.own = own;
    this.cursor = cursor(disk);
    this.cursorBelow = below.map(DiskDifference::cursor);
    Stream.concat(Stream.of(disk), below.stream())
        .flatMap(d -> d.openLayers().stream())
        .forEach(layer -> files.put(layer, realFile(layer)));
  }

  private static RunCursor cursor(QcowDisk disk) {
    return new RunCursor(disk.openLayers(), 0, disk.bytes());
  }

  /** All of {@code disk}, for a copy that stands alone. */
  static DiskDifference all(QcowDisk disk) {
    return new DiskDifference(disk, Optional.empty(), 0);
  }

  private static Path realFile(DiskLayer layer) {
    try {
      return layer.file().toRealPath();
    } catch (IOException e) {
      throw FileErrors.explain("reading the disk image", layer.file(), e);
    }
  }

  Stream<DiskLayer> layers() {
    return disk.openLayers().stream();
  }

  /** The piece that begins at {@code offset}, up to {@code most} bytes. */
  CopyPiece find(long offset, long most) {
    Optional<DiskRun> ours = run(disk, cursor, offset, most);
    long length = ours.map(DiskRun::length).orElse(most);
    Optional<DiskRun> theirs =
        below.flatMap(b -> run(b, cursorBelow.orElseThrow(), offset, length));
    long common = theirs.map(DiskRun::length).orElse(length);
    Kind kind = kind(ours, theirs);
    if (kind == Kind.STORED) {
      DiskRun run = ours.orElseThrow();
      return CopyPiece.stored(offset, common, run.layer().data(), run.stored().hostOffset());
    }
    return CopyPiece.of(kind, offset, common);
  }

  /** Where the disk has ended, there is no run, and zeros are read. */
  private static Optional<DiskRun> run(QcowDisk disk, RunCursor cursor, long offset, long most) {
    return offset < disk.bytes() ? Optional.of(cursor.find(offset, most)) : Optional.empty();
  }

  private Kind kind(Optional<DiskRun> ours, Optional<DiskRun> theirs) {
    boolean zerosBelow = theirs.map(DiskRun::zeros).orElse(true);
    if (ours.map(DiskRun::zeros).orElse(true)) {
      return below.isPresent() && zerosBelow ? Kind.SAME : Kind.ZEROS;
    }
    DiskRun run = ours.orElseThrow();
    if (theirs.isPresent() && sameFile(run, theirs.get())) {
      return Kind.SAME;
    }
    if (!zerosBelow && run.depth() >= own) {
      return Kind.COMPARE;
    }
    return run.kind() == LayerRun.Kind.DATA ? Kind.STORED : Kind.READ;
  }

  private boolean sameFile(DiskRun ours, DiskRun theirs) {
    return !theirs.zeros() && files.get(ours.layer()).equals(files.get(theirs.layer()));
  }

  /** What kind a piece has whose parts differ in kind. */
  Kind mixed() {
    return below.isPresent() ? Kind.COMPARE : Kind.READ;
  }

  void read(long offset, ByteBuffer dst) {
    disk.read(offset, dst);
  }

  void readBelow(long offset, ByteBuffer dst) {
    below.orElseThrow().read(offset, dst);
  }
}
