package io.kvmsdk.qcow2;

import io.kvmsdk.error.FileErrors;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * The runs of a part of a disk, in its order, found as they are asked for. What a layer said is
 * remembered as long as it holds: one that is empty for long is not asked anew at each cluster of
 * the one below.
 */
final class RunCursor implements Iterator<DiskRun> {
  private final List<DiskLayer> layers;
  private final long end;

  /** By depth: the run that was found last, and where it begins. */
  private final LayerRun[] known;

  private final long[] knownFrom;
  private long at;

  /**
   * @param end no more than the disk's
   */
  RunCursor(List<DiskLayer> layers, long offset, long end) {
    this.layers = layers;
    this.at = offset;
    this.end = end;
    this.known = new LayerRun[layers.size()];
    this.knownFrom = new long[layers.size()];
  }

  @Override
  public boolean hasNext() {
    return at < end;
  }

  @Override
  public DiskRun next() {
    if (at >= end) {
      throw new NoSuchElementException();
    }
    DiskRun run = deciding();
    at = run.end();
    return run;
  }

  /**
   * The run that begins at {@code offset}, wherever the last one ended, up to {@code most} bytes.
   */
  DiskRun find(long offset, long most) {
    at = offset;
    DiskRun run = next();
    long length = Math.min(most, run.length());
    return new DiskRun(offset, run.depth(), run.layer(), run.stored().part(0, length));
  }

  /** Goes down to the layer that has the bytes, or to the last one that is large enough. */
  private DiskRun deciding() {
    DiskRun run = null;
    long length = end - at;
    for (int depth = 0; depth < layers.size() && at < layers.get(depth).size(); depth++) {
      LayerRun stored = stored(depth);
      length = Math.min(length, stored.length());
      run = new DiskRun(at, depth, layers.get(depth), stored.part(0, length));
      if (run.kind() != LayerRun.Kind.UNALLOCATED) {
        break;
      }
    }
    return run;
  }

  /** What the layer has from here to its run's end. */
  private LayerRun stored(int depth) {
    DiskLayer layer = layers.get(depth);
    LayerRun run = known[depth];
    if (run == null || at < knownFrom[depth] || at - knownFrom[depth] >= run.length()) {
      run = find(layer, Math.min(end, layer.size()) - at);
      known[depth] = run;
      knownFrom[depth] = at;
    }
    long passed = at - knownFrom[depth];
    return run.part(passed, run.length() - passed);
  }

  private LayerRun find(DiskLayer layer, long most) {
    try {
      return layer.find(at, most);
    } catch (IOException e) {
      throw FileErrors.explain("reading the disk image", layer.file(), e);
    }
  }
}
