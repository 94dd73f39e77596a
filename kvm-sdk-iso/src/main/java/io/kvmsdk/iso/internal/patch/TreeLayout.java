package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.iso.internal.ecma119.DirectoryExtent;
import io.kvmsdk.iso.internal.ecma119.DirectoryRecord;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.Numbers;
import io.kvmsdk.iso.internal.ecma119.PathTable;
import io.kvmsdk.iso.internal.ecma119.VolumeDescriptor;
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
    folders.forEach(f -> drafts(f).forEach(d -> d.settle(image, f.areas())));
    List<Folder> wanting =
        folders.stream().filter(f -> f.outgrown() || f.areas().blocks() > 0).toList();
    if (editor.foldersChanged() || !wanting.isEmpty()) {
      paths = PathTable.read(image, tree.descriptor(), shift);
      FolderPlaces finder = new FolderPlaces(image, editor, paths, ordered);
      wanting.forEach(finder::find);
      folders.stream().filter(editor.movedFolders()::contains).forEach(finder::follow);
      moved = finder.places();
    }
    for (Folder folder : folders) {
      int areas = folder.areas().blocks();
      if (areas > 0 && !moved.containsKey(folder)) {
        folder.areasBlock(ordered ? image.allocate(areas) : image.allocateAnywhere(areas));
      }
    }
  }

  /** Writes folders, path tables and the root's address; the files have their blocks now. */
  void write() {
    collect();
    if (paths != null) {
      linkPathEntries();
    }
    moved.forEach((folder, place) -> folder.place(place.block(), place.size()));
    folders.forEach(this::writeAreas);
    editor.movedFolders().forEach(this::tellParent);
    moved.keySet().forEach(this::tellNeighbours);
    checkOrder();
    folders.forEach(this::writeFolder);
    if (paths != null) {
      writePathTables();
    }
  }

  private void checkOrder() {
    SequentialOrder order = new SequentialOrder(editor);
    folders.stream()
        .filter(f -> ordered && affected(f) && !order.kept(f))
        .findFirst()
        .ifPresent(
            f ->
                notes.add(
                    "The folder "
                        + f.path()
                        + " has grown or moved and lies out of order: bsdtar, which does not seek,"
                        + " cannot read this image; kernels, boot loaders and installers can"));
  }

  private boolean affected(Folder folder) {
    return moved.containsKey(folder)
        || editor.movedFolders().contains(folder)
        || folder.areas().blocks() > 0;
  }

  /** All folders that have been looked into, each after the one that shows it. */
  private void collect() {
    folders.clear();
    folders.add(editor.root());
    for (int i = 0; i < folders.size(); i++) {
      for (Item item : folders.get(i).items()) {
        if (item.folder() != null) {
          folders.add(item.folder());
        }
      }
    }
  }

  /** New and moved records know their continuation area only now. */
  private void writeAreas(Folder folder) {
    if (folder.areas().blocks() > 0) {
      long first = folder.areasBlock() - shift;
      drafts(folder).forEach(d -> d.locate(first));
      image.write(folder.areasBlock() * ImageBytes.BLOCK, folder.areas().bytes(first));
    }
  }

  private static List<Draft> drafts(Folder folder) {
    List<Draft> drafts = new ArrayList<>(List.of(folder.dot(), folder.dotDot()));
    folder.items().forEach(i -> drafts.add(i.draft()));
    return drafts;
  }

  /** Tells all who know it where a folder is now. */
  private void tellNeighbours(Folder folder) {
    long block = folder.block() - shift;
    extend(folder.dot(), folder);
    folder.pathEntry().moveTo(block);
    Relocation relocation = editor.relocation(folder);
    if (relocation != null) {
      extend(relocation.entry().draft(), folder);
      folder.self().draft().put(image, "CL", both32(block));
    } else if (!folder.root()) {
      extend(folder.self().draft(), folder);
    }
    tellParent(folder);
    folder.items().forEach(item -> tellChild(folder, item));
  }

  private void extend(Draft draft, Folder folder) {
    draft.record(draft.record().withExtent(folder.block() - shift, folder.size()));
  }

  private static byte[] both32(long number) {
    byte[] bytes = new byte[8];
    Numbers.putBoth32(bytes, 0, number);
    return bytes;
  }

  /** Lets a folder know its parent: by {@code ..}, or by PL if it is relocated (RRIP 4.1.5.2). */
  private void tellParent(Folder folder) {
    if (editor.relocation(folder) == null) {
      extend(folder.dotDot(), folder.parent());
    } else {
      folder.dotDot().put(image, "PL", both32(folder.parent().block() - shift));
    }
  }

  private void tellChild(Folder folder, Item child) {
    if (!child.node().directory()) {
      return;
    }
    if (child.folder() != null) {
      tellParent(child.folder());
      return;
    }
    long start = tree.directoryBlock(child.node());
    Folder shownElsewhere = editor.loaded(start);
    if (shownElsewhere != null) {
      extend(shownElsewhere.dotDot(), folder);
      return;
    }
    Draft dotDot =
        new Draft(tree, DirectoryExtent.read(image, start, ImageBytes.BLOCK).get(1), false);
    if (child.node().attributes().childBlock() >= 0) {
      dotDot.put(image, "PL", both32(folder.block() - shift));
    } else {
      extend(dotDot, folder);
    }
    image.write(dotDot.record().position(), dotDot.record().bytes());
  }

  /** Packs a folder anew, or changes records where they lie. */
  private void writeFolder(Folder folder) {
    if (folder.restructured() || moved.containsKey(folder)) {
      byte[] content = new byte[Math.toIntExact(folder.size())];
      byte[] packed = DirectoryExtent.pack(folder.records());
      System.arraycopy(packed, 0, content, 0, packed.length);
      image.write(folder.block() * ImageBytes.BLOCK, content);
    } else {
      overwrite(folder.dot().record(), folder.dot().changed());
      overwrite(folder.dotDot().record(), folder.dotDot().changed());
      for (Item item : folder.items()) {
        boolean changed = item.draft().changed() || item.change() != null;
        item.records(shift).forEach(r -> overwrite(r, changed));
      }
    }
    if (folder.root()) {
      byte[] extent = folder.dot().record().bytes();
      long at = tree.descriptor().position() + VolumeDescriptor.ROOT_RECORD + 2;
      image.write(at, Arrays.copyOfRange(extent, 2, 18));
    }
  }

  private void overwrite(DirectoryRecord record, boolean changed) {
    if (changed) {
      image.write(record.position(), record.bytes());
    }
  }

  /** Finds the entries of all folders, and makes those of new ones, before any address changes. */
  private void linkPathEntries() {
    for (Folder folder : folders) {
      if (folder.oldBlock() >= 0) {
        folder.pathEntry(pathEntry(folder.oldBlock()));
      }
    }
    for (Folder folder : folders) {
      if (folder.oldBlock() < 0) {
        folder.pathEntry(folder.parent().pathEntry().add(folder.self().draft().identifier()));
      } else if (editor.movedFolders().contains(folder)) {
        movePathEntry(folder);
      }
    }
    editor.removedFolders().forEach(block -> pathEntry(block).remove());
    paths.checkSize(image.name());
  }

  /** The path table follows the directories as they lie, not as Rock Ridge shows them. */
  private void movePathEntry(Folder folder) {
    Relocation relocation = editor.relocation(folder);
    Folder parent = relocation == null ? folder.parent() : relocation.home();
    Item entry = relocation == null ? folder.self() : relocation.entry();
    folder.pathEntry().moveUnder(parent.pathEntry(), entry.draft().identifier());
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
