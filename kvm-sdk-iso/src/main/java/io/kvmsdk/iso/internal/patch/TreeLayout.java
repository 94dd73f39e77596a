package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.iso.internal.ecma119.DirectoryExtent;
import io.kvmsdk.iso.internal.ecma119.DirectoryRecord;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.Numbers;
import io.kvmsdk.iso.internal.ecma119.PathTable;
import io.kvmsdk.iso.internal.ecma119.VolumeDescriptor;
import io.kvmsdk.iso.internal.susp.SystemUse;
import io.kvmsdk.iso.internal.susp.SystemUseEntry;
import io.kvmsdk.iso.internal.tree.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lays a changed tree down over the old one. A folder stays where it is while its records fit; one
 * that has outgrown its blocks moves to the end, and everything that knows its address is told.
 */
final class TreeLayout {
  private final NewImage image;
  private final TreeEditor editor;
  private final Tree tree;
  private final long shift;
  private final boolean ordered;
  private final Set<String> notes;
  private final List<Folder> folders = new ArrayList<>();
  private Map<Folder, FolderPlaces.Place> moved = Map.of();
  private PathTable paths;
  private long continuation;

  /**
   * @param ordered whether this is the tree that sequential readers take
   * @param notes is told where order could not be kept
   */
  TreeLayout(NewImage image, TreeEditor editor, boolean ordered, Set<String> notes) {
    this.image = image;
    this.notes = notes;
    this.ordered = ordered;
    this.editor = editor;
    this.tree = editor.tree();
    this.shift = tree.shift();
  }

  /** Gives folders and continuation areas their places; file data comes after them. */
  void place() {
    collect();
    folders.forEach(this::fillExtents);
    if (editor.foldersChanged() || folders.stream().anyMatch(TreeLayout::mustMove)) {
      paths = PathTable.read(image, tree.descriptor(), shift);
      FolderPlaces finder = new FolderPlaces(image, editor, paths, ordered, notes);
      folders.stream().filter(TreeLayout::mustMove).forEach(finder::find);
      moved = finder.places();
    }
    int areas = editor.factory().areas().blocks();
    continuation = ordered ? image.allocate(areas) : image.allocateAnywhere(areas);
  }

  /** Writes folders, path tables and the root's address; the files have their blocks now. */
  void write() {
    collect();
    if (paths != null) {
      folders.forEach(this::linkPathEntry);
      editor.removedFolders().forEach(block -> pathEntry(block).remove());
    }
    folders.forEach(this::fillExtents);
    folders.forEach(this::locateContinuations);
    moved.forEach((folder, place) -> folder.place(place.block(), place.size()));
    moved.keySet().forEach(this::tellNeighbours);
    folders.forEach(this::writeFolder);
    image.write(
        continuation * ImageBytes.BLOCK, editor.factory().areas().bytes(continuation - shift));
    if (paths != null) {
      writePathTables();
    }
  }

  private void collect() {
    folders.clear();
    collect(editor.root());
  }

  private void collect(Folder folder) {
    folders.add(folder);
    for (Item item : folder.items()) {
      if (item.folder() != null) {
        collect(item.folder());
      }
    }
  }

  /** New and moved records know their continuation area only now. */
  private void locateContinuations(Folder folder) {
    long first = continuation - shift;
    if (folder.dotRehomed()) {
      int skip = folder.root() ? 0 : tree.skip();
      folder.dots(RecordFactory.located(folder.dot(), skip, first), folder.dotDot());
    }
    for (Item item : folder.items()) {
      if (item.added() || item.rehomed()) {
        item.records(
            item.records().stream()
                .map(r -> RecordFactory.located(r, tree.skip(), first))
                .toList());
      }
    }
  }

  private static boolean mustMove(Folder folder) {
    return folder.restructured() && folder.packedSize() > folder.size();
  }

  private void fillExtents(Folder folder) {
    for (Item item : folder.items()) {
      FileChange change = item.change();
      if (change != null) {
        folder.update(item, change.records(item.record(), shift));
      }
    }
  }

  private void tellNeighbours(Folder folder) {
    long block = folder.block() - shift;
    folder.dots(folder.dot().withExtent(block, folder.size()), folder.dotDot());
    folder.pathEntry().moveTo(block);
    if (folder.root()) {
      folder.dots(folder.dot(), folder.dotDot().withExtent(block, folder.size()));
    } else {
      Item self = folder.self();
      self.records(List.of(self.record().withExtent(block, folder.size())));
      Folder parent = folder.parent();
      folder.dots(folder.dot(), folder.dotDot().withExtent(parent.block() - shift, parent.size()));
    }
    for (Item item : folder.items()) {
      tellChild(folder, item);
    }
  }

  private void tellChild(Folder folder, Item child) {
    if (!child.node().directory()) {
      return;
    }
    long block = folder.block() - shift;
    if (child.node().attributes().childBlock() >= 0) {
      tellRelocatedChild(child, block);
    } else if (child.folder() != null) {
      Folder loaded = child.folder();
      loaded.dots(loaded.dot(), loaded.dotDot().withExtent(block, folder.size()));
    } else {
      DirectoryRecord dotDot = dotDot(child);
      byte[] extent = new byte[16];
      Numbers.putBoth32(extent, 0, block);
      Numbers.putBoth32(extent, 8, folder.size());
      image.write(dotDot.position() + 2, extent);
    }
  }

  private DirectoryRecord dotDot(Item child) {
    long start = tree.directoryBlock(child.node());
    return DirectoryExtent.read(image, start, ImageBytes.BLOCK).get(1);
  }

  /** A relocated folder names its true parent by PL (RRIP 4.1.5.2). */
  private void tellRelocatedChild(Item child, long block) {
    for (SystemUseEntry e : SystemUse.read(image, dotDot(child), tree.skip(), shift)) {
      if (e.signature().equals("PL")) {
        byte[] address = new byte[8];
        Numbers.putBoth32(address, 0, block);
        image.write(e.position() + SystemUseEntry.HEADER, address);
      }
    }
  }

  /** Packs a folder anew, or changes records where they lie. */
  private void writeFolder(Folder folder) {
    if (folder.restructured() || moved.containsKey(folder)) {
      byte[] content = new byte[Math.toIntExact(folder.size())];
      byte[] packed = DirectoryExtent.pack(folder.records());
      System.arraycopy(packed, 0, content, 0, packed.length);
      image.write(folder.block() * ImageBytes.BLOCK, content);
    } else {
      folder.records().forEach(r -> image.write(r.position(), r.bytes()));
    }
    if (folder.root()) {
      byte[] extent = new byte[16];
      Numbers.putBoth32(extent, 0, folder.block() - shift);
      Numbers.putBoth32(extent, 8, folder.size());
      image.write(tree.descriptor().position() + VolumeDescriptor.ROOT_RECORD + 2, extent);
    }
  }

  /** Finds a folder's entry, or makes that of a new one, before any address changes. */
  private void linkPathEntry(Folder folder) {
    if (folder.root()) {
      folder.pathEntry(paths.root());
    } else if (folder.block() >= 0) {
      folder.pathEntry(pathEntry(folder.block()));
    } else {
      PathTable.Entry above = folder.parent().pathEntry();
      byte[] identifier = folder.self().record().identifier();
      folder.pathEntry(above.add(identifier, tree.naming().twoBytes()));
    }
  }

  private PathTable.Entry pathEntry(long block) {
    return paths
        .find(block - shift)
        .orElseThrow(
            () ->
                image.broken(
                    block * ImageBytes.BLOCK,
                    "ECMA-119 6.9",
                    "the path table does not have the folder that begins here"));
  }

  private void writePathTables() {
    VolumeDescriptor d = tree.descriptor();
    byte[] little = paths.encode(false);
    byte[] addresses = new byte[24];
    Numbers.putBoth32(addresses, 0, little.length);
    Numbers.putLe32(addresses, 8, writePathTable(little, d.pathTableL(false)));
    Numbers.putLe32(addresses, 12, writePathTable(little, d.pathTableL(true)));
    byte[] big = paths.encode(true);
    Numbers.putBe32(addresses, 16, writePathTable(big, d.pathTableM(false)));
    Numbers.putBe32(addresses, 20, writePathTable(big, d.pathTableM(true)));
    image.write(d.position() + VolumeDescriptor.PATH_TABLE_SIZE, addresses);
  }

  /** Writes one of the up to four tables over itself, or to the end; gives its address. */
  private long writePathTable(byte[] table, long oldBlock) {
    if (oldBlock == 0) {
      return 0;
    }
    long room = ImageBytes.blocks(tree.descriptor().pathTableSize()) * ImageBytes.BLOCK;
    long block =
        table.length <= room ? oldBlock : image.allocate(ImageBytes.blocks(table.length)) - shift;
    byte[] padded = Arrays.copyOf(table, (int) Math.max(table.length, room));
    image.write((block + shift) * ImageBytes.BLOCK, padded);
    return block;
  }
}
