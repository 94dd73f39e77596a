package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.iso.internal.ecma119.DirectoryExtent;
import io.kvmsdk.iso.internal.ecma119.DirectoryRecord;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.PathTable;
import io.kvmsdk.iso.internal.ecma119.VolumeDescriptor;
import io.kvmsdk.iso.internal.susp.ContinuationAreas;
import io.kvmsdk.iso.internal.susp.SystemUse;
import io.kvmsdk.iso.internal.susp.SystemUseEntry;
import io.kvmsdk.iso.internal.tree.Tree;
import java.util.Map;
import java.util.TreeMap;

/** Which blocks of an image its trees refer to. Every record of every tree is looked at. */
final class ReferencedBlocks {
  private final ImageBytes image;

  /** Ends by first blocks, none touching the next. */
  private final TreeMap<Long, Long> ranges = new TreeMap<>();

  private ReferencedBlocks(ImageBytes image) {
    this.image = image;
  }

  static ReferencedBlocks of(ImageBytes image, Iterable<Tree> trees) {
    ReferencedBlocks referenced = new ReferencedBlocks(image);
    trees.forEach(referenced::addTree);
    return referenced;
  }

  /** Notes that something refers to {@code count} blocks from {@code first} on. */
  void add(long first, long count) {
    long start = first;
    long end = first + count;
    Map.Entry<Long, Long> before = ranges.floorEntry(first);
    if (before != null && before.getValue() >= first) {
      start = before.getKey();
      end = Math.max(end, before.getValue());
    }
    Map<Long, Long> swallowed = ranges.subMap(start, true, end, true);
    for (long other : swallowed.values()) {
      end = Math.max(end, other);
    }
    swallowed.clear();
    ranges.put(start, end);
  }

  /** The first block after all that is referred to. */
  long end() {
    return ranges.isEmpty() ? 0 : ranges.lastEntry().getValue();
  }

  /** Whether anything refers to a block from {@code first} up to {@code end}. */
  boolean touch(long first, long end) {
    Map.Entry<Long, Long> before = ranges.lowerEntry(end);
    return before != null && before.getValue() > first;
  }

  private void addTree(Tree tree) {
    VolumeDescriptor d = tree.descriptor();
    long shift = tree.shift();
    add(d.block(), 1);
    for (boolean copy : new boolean[] {false, true}) {
      addPathTable(d, d.pathTableL(copy), shift);
      addPathTable(d, d.pathTableM(copy), shift);
    }
    for (PathTable.Entry folder : PathTable.read(image, d, shift).entries()) {
      addFolder(tree, folder.block() + shift);
    }
  }

  private void addPathTable(VolumeDescriptor d, long block, long shift) {
    if (block != 0) {
      add(block + shift, ImageBytes.blocks(d.pathTableSize()));
    }
  }

  private void addFolder(Tree tree, long block) {
    long size = DirectoryExtent.read(image, block, ImageBytes.BLOCK).get(0).size();
    boolean rootItself = block == tree.descriptor().root().block() + tree.shift();
    add(block, ImageBytes.blocks(size));
    for (DirectoryRecord record : DirectoryExtent.read(image, block, size)) {
      if (record.size() > 0) {
        add(record.block() + tree.shift(), ImageBytes.blocks(record.size()));
      }
      addContinuations(tree, record, rootItself ? 0 : tree.skip());
      rootItself = false;
    }
  }

  private void addContinuations(Tree tree, DirectoryRecord record, int skip) {
    ContinuationAreas.Area first = ContinuationAreas.area(record.systemUse(), skip);
    if (first == null) {
      return;
    }
    add(first.block() + tree.shift(), 1);
    for (SystemUseEntry e : SystemUse.read(image, record, skip, tree.shift())) {
      add(e.position() / ImageBytes.BLOCK, 1);
    }
  }
}
