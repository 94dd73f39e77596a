package io.kvmsdk.iso;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.iso.internal.ecma119.DirectoryExtent;
import io.kvmsdk.iso.internal.ecma119.DirectoryRecord;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.ImageFile;
import io.kvmsdk.iso.internal.ecma119.Numbers;
import io.kvmsdk.iso.internal.ecma119.VolumeDescriptor;
import io.kvmsdk.iso.internal.susp.ContinuationAreas;
import io.kvmsdk.iso.internal.susp.SystemUse;
import io.kvmsdk.iso.internal.susp.SystemUseEntry;
import io.kvmsdk.iso.internal.tree.Naming;
import io.kvmsdk.iso.internal.tree.Tree;
import io.kvmsdk.iso.internal.tree.Volume;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Walks all trees of an image, and fails where two things claim the same bytes, or where records,
 * {@code .}, {@code ..}, CL, PL and the path tables disagree about a place.
 */
final class ImageStructure {
  private final ImageBytes image;
  private final Volume volume;
  private final TreeMap<Long, Long> claims = new TreeMap<>();

  private ImageStructure(ImageBytes image) {
    this.image = image;
    this.volume = Volume.read(image);
  }

  static void check(Path iso) {
    try (ImageFile image = ImageFile.open(iso)) {
      ImageStructure structure = new ImageStructure(image);
      structure.volume.trees().forEach(structure::checkTree);
      structure.checkClaims();
    }
  }

  /** Notes who lies where; the same place may be claimed again, but not a part of it. */
  private void claim(long offset, long length, String who) {
    if (length > 0) {
      assertThat(offset + length).as("end of " + who).isLessThanOrEqualTo(image.length());
      Long known = claims.putIfAbsent(offset, length);
      assertThat(known == null || known == length)
          .as("%s at %d: %d bytes, claimed before with %d", who, offset, length, known)
          .isTrue();
    }
  }

  private void checkClaims() {
    long end = 0;
    for (Map.Entry<Long, Long> claim : claims.entrySet()) {
      assertThat(claim.getKey())
          .as("begins before the end of the one before")
          .isGreaterThanOrEqualTo(end);
      end = claim.getKey() + claim.getValue();
    }
  }

  /** A directory on the way. */
  private record Directory(long block, long size, long parentBlock, long parentSize) {}

  private void checkTree(Tree tree) {
    claim(tree.descriptor().position(), ImageBytes.BLOCK, "descriptor");
    DirectoryRecord root = tree.descriptor().root();
    Map<Long, Long> parents = new HashMap<>();
    Map<Long, Long> shownBy = new HashMap<>();
    Deque<Directory> todo = new ArrayDeque<>();
    todo.add(new Directory(root.block(), root.size(), root.block(), root.size()));
    while (!todo.isEmpty()) {
      Directory d = todo.pop();
      assertThat(parents.put(d.block, d.parentBlock)).as("directory met twice").isNull();
      todo.addAll(checkDirectory(tree, d, shownBy));
    }
    shownBy.forEach(
        (child, parent) -> {
          assertThat(parents).as("CL leads to a directory").containsKey(child);
          assertThat(parentLink(tree, child)).as("PL of %d", child).isEqualTo(parent);
        });
    checkPathTables(tree, parents);
  }

  private List<Directory> checkDirectory(Tree tree, Directory d, Map<Long, Long> shownBy) {
    long block = d.block + tree.shift();
    claim(block * ImageBytes.BLOCK, d.size, "directory");
    List<DirectoryRecord> records = DirectoryExtent.read(image, block, d.size);
    checkExtent(records.get(0), d.block, d.size, ".");
    boolean libisofs = tree.naming() == Naming.JOLIET && records.get(1).block() == d.block;
    if (!libisofs) {
      // libisofs 1.5.4 gives Joliet's folders their own address here, and no reader minds
      checkExtent(records.get(1), d.parentBlock, d.parentSize, "..");
    }
    List<Directory> below = new ArrayList<>();
    Set<String> names = new HashSet<>();
    boolean continued = false;
    for (DirectoryRecord r : records) {
      int skip =
          r == records.get(0) && d.block == tree.descriptor().root().block() ? 0 : tree.skip();
      long child = checkSystemUse(tree, r, skip);
      String name = tree.naming().decode(r.identifier());
      assertThat(r.dot() || continued || names.add(name)).as("name twice: " + name).isTrue();
      continued = r.continued();
      if (child >= 0) {
        shownBy.put(child, d.block);
      } else if (r.directory() && !r.dot()) {
        below.add(new Directory(r.block(), r.size(), d.block, d.size));
      } else if (!r.directory()) {
        long blocks = ImageBytes.blocks(r.size()) * ImageBytes.BLOCK;
        claim((r.block() + tree.shift()) * ImageBytes.BLOCK, blocks, "file " + name);
      }
    }
    return below;
  }

  private static void checkExtent(DirectoryRecord record, long block, long size, String who) {
    assertThat(record.block()).as("block of " + who + " in %d", block).isEqualTo(block);
    assertThat(record.size()).as("size of " + who + " in %d", block).isEqualTo(size);
  }

  /** Claims the continuation areas; gives the block that a CL entry names, or -1. */
  private long checkSystemUse(Tree tree, DirectoryRecord record, int skip) {
    if (tree.naming() != Naming.ROCK_RIDGE) {
      return -1;
    }
    ContinuationAreas.Area area = ContinuationAreas.area(record.systemUse(), skip);
    while (area != null) {
      long offset = (area.block() + tree.shift()) * ImageBytes.BLOCK + area.offset();
      assertThat(area.offset() + area.length())
          .as("area crosses a block")
          .isLessThanOrEqualTo(2048);
      claim(offset, area.length(), "continuation area");
      byte[] bytes = image.bytes(offset, (int) area.length(), "SUSP 5.1");
      area = ContinuationAreas.area(bytes, 0);
    }
    return number(SystemUse.read(image, record, skip, tree.shift()), "CL");
  }

  private long parentLink(Tree tree, long block) {
    DirectoryRecord dotDot =
        DirectoryExtent.read(image, block + tree.shift(), ImageBytes.BLOCK).get(1);
    return number(SystemUse.read(image, dotDot, tree.skip(), tree.shift()), "PL");
  }

  private static long number(List<SystemUseEntry> entries, String signature) {
    return entries.stream()
        .filter(e -> e.signature().equals(signature))
        .findFirst()
        .map(e -> e.number(SystemUseEntry.HEADER))
        .orElse(-1L);
  }

  /** Both byte orders list exactly the directories, each after its parent (6.9.1). */
  private void checkPathTables(Tree tree, Map<Long, Long> parents) {
    VolumeDescriptor d = tree.descriptor();
    int size = (int) d.pathTableSize();
    for (boolean big : List.of(false, true)) {
      long at = ((big ? d.pathTableM(false) : d.pathTableL(false)) + tree.shift()) * 2048;
      claim(at, ImageBytes.blocks(size) * ImageBytes.BLOCK, "path table");
      byte[] table = image.bytes(at, size, "ECMA-119 9.4");
      assertThat(pathTable(table, big)).as("path table").isEqualTo(parents);
    }
  }

  private static Map<Long, Long> pathTable(byte[] table, boolean big) {
    Map<Long, Long> parents = new HashMap<>();
    List<Long> order = new ArrayList<>();
    int last = 0;
    for (int i = 0; i < table.length; i += 8 + (Numbers.u8(table, i) + 1) / 2 * 2) {
      long block = big ? Numbers.be32(table, i + 2) : Numbers.le32(table, i + 2);
      int parent =
          big
              ? Numbers.u8(table, i + 6) << 8 | Numbers.u8(table, i + 7)
              : Numbers.le16(table, i + 6);
      assertThat(parent).as("order of parents").isGreaterThanOrEqualTo(last);
      last = parent;
      order.add(block);
      parents.put(block, order.get(parent - 1));
    }
    return parents;
  }
}
