package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.iso.internal.ecma119.DirectoryExtent;
import io.kvmsdk.iso.internal.ecma119.DirectoryRecord;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.PathTable;
import io.kvmsdk.iso.internal.tree.Tree;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;

/**
 * Finds out which data belongs to several files: hard links, and equal files that the builder
 * stored once. The path table names every folder, so that no tree need be walked.
 */
final class SharedData {
  private SharedData() {}

  /**
   * Counts the records of the original whose data overlaps each range.
   *
   * @param ranges length in blocks by first block
   * @return the number of records by first block
   */
  static Map<Long, Integer> count(ImageBytes image, Tree tree, NavigableMap<Long, Long> ranges) {
    Map<Long, Integer> counts = new HashMap<>();
    if (ranges.isEmpty()) {
      return counts;
    }
    long shift = tree.shift();
    for (PathTable.Entry folder : PathTable.read(image, tree.descriptor(), shift).entries()) {
      DirectoryExtent.visitData(
          image,
          folder.block() + shift,
          (block, size) -> {
            long first = block + shift;
            countOverlaps(first, first + ImageBytes.blocks(size), ranges, counts);
          });
    }
    return counts;
  }

  /** Counts one more record, which the original does not have. */
  static void countLink(
      Item link, long shift, NavigableMap<Long, Long> ranges, Map<Long, Integer> counts) {
    for (DirectoryRecord r : link.node().records()) {
      long first = r.block() + shift;
      countOverlaps(first, first + ImageBytes.blocks(r.size()), ranges, counts);
    }
  }

  private static void countOverlaps(
      long first, long end, NavigableMap<Long, Long> ranges, Map<Long, Integer> counts) {
    Map.Entry<Long, Long> before = ranges.lowerEntry(first);
    if (before != null && before.getKey() + before.getValue() > first) {
      counts.merge(before.getKey(), 1, Integer::sum);
    }
    for (long start : ranges.subMap(first, true, end, false).keySet()) {
      counts.merge(start, 1, Integer::sum);
    }
  }
}
