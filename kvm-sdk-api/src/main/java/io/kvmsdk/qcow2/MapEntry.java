package io.kvmsdk.qcow2;

import java.util.OptionalLong;

/**
 * A run of the disk as {@code qemu-img map --output=json} tells it (QAPI's {@code MapEntry}).
 *
 * @param start in the disk, in bytes
 * @param length in bytes
 * @param depth of the layer that decides; 0 is the top
 * @param present whether that layer holds it, be it as zeros
 * @param zero whether it reads as zeros, by what the metadata say
 * @param data whether bytes are kept for it
 * @param compressed whether these are compressed; told by QEMU since 8.2
 * @param offset of its first byte in that layer's file, where it lies there as it is
 */
public record MapEntry(
    long start,
    long length,
    int depth,
    boolean present,
    boolean zero,
    boolean data,
    boolean compressed,
    OptionalLong offset) {

  static MapEntry of(DiskRun run) {
    boolean compressed = run.kind() == LayerRun.Kind.COMPRESSED;
    long offset = run.stored().hostOffset();
    return new MapEntry(
        run.start(),
        run.length(),
        run.depth(),
        run.kind() != LayerRun.Kind.UNALLOCATED,
        run.zeros(),
        !run.zeros(),
        compressed,
        compressed || offset == LayerRun.NOWHERE ? OptionalLong.empty() : OptionalLong.of(offset));
  }

  /** Whether {@code next}, which begins where this ends, only continues it. */
  boolean goesOnIn(MapEntry next) {
    return equals(next.withPlace(start, length, offset))
        && offset.isPresent() == next.offset.isPresent()
        && (offset.isEmpty() || offset.getAsLong() + length == next.offset.getAsLong());
  }

  MapEntry and(MapEntry next) {
    return withPlace(start, length + next.length, offset);
  }

  private MapEntry withPlace(long start, long length, OptionalLong offset) {
    return new MapEntry(start, length, depth, present, zero, data, compressed, offset);
  }
}
