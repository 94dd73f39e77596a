package io.kvmsdk.qcow2;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * Which clusters of a file are taken, so that none is taken twice. Memory is bounded: beyond {@link
 * #MOST_PAGES} pages, about 100 million clusters where they lie close together, nothing more is
 * noticed here, and the check of the whole image has to tell.
 */
final class ClusterClaims {
  private static final int PAGE_BITS = 15;

  /** 4 KiB each. */
  private static final int MOST_PAGES = 3072;

  private final Map<Long, BitSet> pages = new HashMap<>();

  /** Takes {@code cluster}; false if it was taken before. */
  synchronized boolean claim(long cluster) {
    long number = cluster >> PAGE_BITS;
    BitSet page = pages.get(number);
    if (page == null) {
      if (pages.size() == MOST_PAGES) {
        return true;
      }
      page = new BitSet(1 << PAGE_BITS);
      pages.put(number, page);
    }
    int bit = (int) (cluster & ((1 << PAGE_BITS) - 1));
    boolean free = !page.get(bit);
    page.set(bit);
    return free;
  }

  /** Whether nothing new is noticed any more. */
  synchronized boolean full() {
    return pages.size() == MOST_PAGES;
  }

  /** Takes the clusters from {@code first} to before {@code end}; false if one was taken before. */
  boolean claim(long first, long end) {
    boolean free = true;
    for (long cluster = first; cluster < end; cluster++) {
      free &= claim(cluster);
    }
    return free;
  }
}
