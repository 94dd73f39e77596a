package io.kvmsdk.qcow2;

import java.util.Arrays;
import java.util.function.LongUnaryOperator;

/**
 * Where compressed clusters go: byte behind byte, also across the end of a cluster if the next one
 * of the file follows. A cluster is counted once for each of those that touch it (clause "Host
 * cluster management"), and takes no more of them than its count can tell.
 */
final class CompressedSpace {
  private final int clusterBits;
  private final long most;
  private final LongUnaryOperator allocate;

  /** The references to each cluster of the file beyond the one that every cluster has. */
  private char[] further = {};

  /** The next free byte, in {@link #cluster}; at the end of that, if it is full. */
  private long free;

  private long cluster = -1;

  /**
   * @param allocate gives the first of so many clusters in a row
   */
  CompressedSpace(NewImage image, LongUnaryOperator allocate) {
    this.clusterBits = image.clusterBits();
    this.most =
        image.refcountOrder() >= 4
            ? Character.MAX_VALUE
            : RefcountBlock.most(image.refcountOrder());
    this.allocate = allocate;
  }

  /** The offset for {@code length} bytes, at most a cluster. */
  long place(int length) {
    long end = (cluster + 1) << clusterBits;
    if (cluster < 0 || free == end || references(cluster) == most) {
      startAt(allocate.applyAsLong(1));
    } else if (length <= end - free) {
      refer(cluster);
    } else {
      goOnIn(allocate.applyAsLong(1));
    }
    long at = free;
    free += length;
    return at;
  }

  private void goOnIn(long added) {
    if (added == cluster + 1) {
      refer(cluster);
      cluster = added;
    } else {
      startAt(added);
    }
  }

  private void startAt(long first) {
    cluster = first;
    free = first << clusterBits;
  }

  private void refer(long index) {
    if (index >= further.length) {
      further = Arrays.copyOf(further, Math.toIntExact(Math.max(index + 1, 2L * further.length)));
    }
    further[(int) index]++;
  }

  /** How often a cluster is in use; 1 for all that hold nothing compressed. */
  long references(long index) {
    return index < further.length ? 1L + further[(int) index] : 1;
  }
}
