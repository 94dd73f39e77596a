package io.kvmsdk.qcow2;

import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** How often each cluster of a file is used. Only the parts of it that are in use take memory. */
final class ReferenceCounter {
  static final int PAGE_BITS = 12;

  /** 64 million clusters, 256 MiB. */
  private static final int MOST_PAGES = 1 << 14;

  private final Path file;
  private final Map<Long, int[]> pages = new HashMap<>();

  ReferenceCounter(Path file) {
    this.file = file;
  }

  void add(long cluster) {
    int[] page = pages.computeIfAbsent(cluster >> PAGE_BITS, this::newPage);
    page[(int) cluster & ((1 << PAGE_BITS) - 1)]++;
  }

  private int[] newPage(long number) {
    if (pages.size() == MOST_PAGES) {
      throw new UnsupportedException(
          Subject.of("qcow2 image", file), "it has too many clusters to be checked here", "");
    }
    return new int[1 << PAGE_BITS];
  }

  long of(long cluster) {
    int[] page = pages.get(cluster >> PAGE_BITS);
    return page == null ? 0 : page[(int) cluster & ((1 << PAGE_BITS) - 1)];
  }

  /** Whether any cluster of the page that {@code cluster} lies on is in use. */
  boolean anyNear(long cluster) {
    return pages.containsKey(cluster >> PAGE_BITS);
  }
}
