package io.kvmsdk.qcow2;

/**
 * A run of the disk whose bytes come from one place.
 *
 * @param start in the disk, in bytes
 * @param depth of the layer that decides; 0 is the top
 * @param stored {@code UNALLOCATED} where no layer has the bytes: they are zeros
 */
record DiskRun(long start, int depth, DiskLayer layer, LayerRun stored) {
  long length() {
    return stored.length();
  }

  long end() {
    return start + length();
  }

  LayerRun.Kind kind() {
    return stored.kind();
  }

  /** Whether the guest sees zeros here, by what the metadata say. */
  boolean zeros() {
    return kind() == LayerRun.Kind.ZERO || kind() == LayerRun.Kind.UNALLOCATED;
  }
}
