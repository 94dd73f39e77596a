package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.iso.internal.ecma119.DirectoryExtent;
import io.kvmsdk.iso.internal.ecma119.DirectoryRecord;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.PathTable;
import io.kvmsdk.iso.internal.tree.Tree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/**
 * Finds out which data belongs to several files: hard links, equal files that the builder stored
 * once, files that only one tree shows. The path tables name every folder, so that no tree need be
 * walked.
 */
final class SharedData {
  private final ImageEditor editor;
  private final NavigableMap<Long, Long> ranges;

  /** What spans all ranges: most files lie outside of it. */
  private final long begin;

  private final long end;

  /** For each tree, the number of records whose data overlaps a range, by its first block. */
  private final List<Map<Long, Integer>> counts = new ArrayList<>();

  /**
   * Counts the records of the original, and further names that it got.
   *
   * @param ranges length in blocks by first block
   */
  SharedData(ImageEditor editor, NavigableMap<Long, Long> ranges) {
    this.editor = editor;
    this.ranges = ranges;
    this.begin = ranges.isEmpty() ? 0 : ranges.firstKey();
    this.end = ranges.isEmpty() ? 0 : ranges.lastKey() + ranges.lastEntry().getValue();
    if (!ranges.isEmpty()) {
      editor.editors().forEach(e -> counts.add(count(e.tree())));
      editor.hardLinks().forEach(this::countLink);
    }
  }

  /** Whether the blocks of a changed file belong to its own records, and to no others. */
  boolean alone(FileChange change, long oldBlock) {
    return editor.editors().stream()
        .allMatch(
            e ->
                counts.get(e.number()).getOrDefault(oldBlock, 0)
                    == change.names(e.number()).stream().filter(i -> !i.added()).count());
  }

  private Map<Long, Integer> count(Tree tree) {
    Map<Long, Integer> found = new HashMap<>();
    ImageBytes image = new ReadAhead(editor.base());
    long shift = tree.shift();
    PathTable.read(image, tree.descriptor(), shift).entries().stream()
        .mapToLong(folder -> folder.block() + shift)
        .sorted()
        .forEach(
            folder ->
                DirectoryExtent.visitData(
                    image, folder, (block, size) -> countOverlaps(block + shift, size, found)));
    return found;
  }

  private void countLink(Item link) {
    for (DirectoryRecord r : link.node().records()) {
      long first = r.block() + editor.preferred().tree().shift();
      countOverlaps(first, r.size(), counts.get(TreeEditor.PREFERRED));
    }
  }

  private void countOverlaps(long first, long size, Map<Long, Integer> counts) {
    long end = first + ImageBytes.blocks(size);
    if (end <= begin || first >= this.end) {
      return;
    }
    Map.Entry<Long, Long> before = ranges.lowerEntry(first);
    if (before != null && before.getKey() + before.getValue() > first) {
      counts.merge(before.getKey(), 1, Integer::sum);
    }
    for (long start : ranges.subMap(first, true, end, false).keySet()) {
      counts.merge(start, 1, Integer::sum);
    }
  }
}
