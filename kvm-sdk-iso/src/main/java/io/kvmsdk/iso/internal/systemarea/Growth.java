package io.kvmsdk.iso.internal.systemarea;

import java.util.List;
import java.util.Set;

/**
 * Which partitions grow with an image: those that ended with it, and that of the volume if it is
 * the last one. Those of boot images keep their sizes.
 *
 * @param partitions all, before anything grows
 * @param bootImages the sectors where these begin
 * @param volumes the sectors where a partition begins that holds the volume
 */
record Growth(List<Partition> partitions, Set<Long> bootImages, Set<Long> volumes) {
  private static final int BLOCK = 4;

  /**
   * Whether a partition grows.
   *
   * @param end where the image ended, or the part of it that the table gives to partitions
   */
  boolean grows(Partition p, long end) {
    return p.start() < p.end()
        && !bootImages.contains(p.start())
        && (ended(p, end) || volumes.contains(p.start()) && last(p));
  }

  /** Builders round the ends to blocks. */
  static boolean ended(Partition p, long end) {
    return p.end() <= end && p.end() > end - BLOCK;
  }

  private boolean last(Partition p) {
    return partitions.stream().noneMatch(o -> o.start() >= p.end());
  }
}
