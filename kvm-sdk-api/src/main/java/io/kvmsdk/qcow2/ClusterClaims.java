package io.kvmsdk.qcow2;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Which clusters of a file are taken, so that none is taken twice. */
final class ClusterClaims {
  private static final int PAGE_BITS = 15;

  private final Map<Long, BitSet> pages = new HashMap<>();
  private final Pages budget;

  /**
   * The memory that the layers of a disk may use for this, 16 MiB: enough for 100 million clusters,
   * where they lie close together. Once it is used up nothing more is noticed here, and only the
   * check of a whole image will tell.
   */
  static final class Pages {
    private final AtomicInteger left = new AtomicInteger(4096);

    /** One page of 4 KiB more; false if there is none. */
    private boolean take() {
      return left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    }
  }

  ClusterClaims(Pages budget) {
    this.budget = budget;
  }

  /** Takes {@code cluster}; false if it was taken before. */
  synchronized boolean claim(long cluster) {
    BitSet page = pages.get(cluster >> PAGE_BITS);
    if (page == null) {
      if (!budget.take()) {
        return true;
      }
      page = new BitSet(1 << PAGE_BITS);
      pages.put(cluster >> PAGE_BITS, page);
    }
    int bit = (int) (cluster & ((1 << PAGE_BITS) - 1));
    boolean free = !page.get(bit);
    page.set(bit);
    return free;
  }

  /** Whether a claim may have gone unnoticed. */
  boolean blind() {
    return budget.left.get() == 0;
  }

  /** Takes the clusters from {@code first} to before {@code end}. */
  void claim(long first, long end) {
    for (long cluster = first; cluster < end; cluster++) {
      claim(cluster);
    }
  }
}
