package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.PathTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds places for new folders, and for those that have outgrown their blocks.
 *
 * <p>The end of the image would always do, but for readers that go through the image from front to
 * back, as bsdtar does. They want a directory before those in it, its continuation areas right
 * behind it, and the areas of a file before the file's data. So in the tree that they read, a
 * folder first tries to grow where it is, by moving small neighbours to the end; else it moves
 * there with all below it; and only where that cannot be, alone.
 */
final class FolderPlaces {
  /** The most blocks of folders that may move for the sake of order: half a megabyte. */
  private static final long MAX_MOVED = 256;

  private final NewImage image;
  private final TreeEditor editor;
  private final boolean ordered;
  private final Continuations continuations;
  private final Set<Long> folderBlocks = new HashSet<>();
  private final Map<Folder, Place> places = new LinkedHashMap<>();

  /**
   * Where a folder will be.
   *
   * @param block of the image
   * @param size in bytes, of whole blocks
   */
  record Place(long block, long size) {}

  /**
   * @param ordered whether this is the tree that sequential readers take
   */
  FolderPlaces(NewImage image, TreeEditor editor, PathTable paths, boolean ordered) {
    this.image = image;
    this.editor = editor;
    this.ordered = ordered;
    this.continuations = new Continuations(image, editor);
    paths.entries().forEach(e -> folderBlocks.add(e.block() + editor.tree().shift()));
  }

  /** The new places, each folder after those above it. */
  Map<Folder, Place> places() {
    return places;
  }

  /** Finds a place for a folder that needs one, for itself or for its continuation areas. */
  void find(Folder folder) {
    if (places.containsKey(folder)) {
      return;
    }
    if (folder.block() < 0) {
      moveToEnd(folder);
    } else if (ordered) {
      if (!grow(folder)) {
        moveBranch(folder);
      }
    } else if (folder.outgrown()) {
      moveToEnd(folder);
    }
  }

  /** Lets a folder that was given another parent lie behind that, where order matters. */
  void follow(Folder folder) {
    Relocation relocation = editor.relocation(folder);
    Folder above = relocation == null ? folder.parent() : relocation.home();
    if (ordered && block(folder) < block(above)) {
      moveBranch(folder);
    }
  }

  private long block(Folder folder) {
    return places.containsKey(folder) ? places.get(folder).block() : folder.block();
  }

  private void moveBranch(Folder folder) {
    List<Folder> branch = branch(folder);
    branch.forEach(this::moveToEnd);
    if (branch.isEmpty() && folder.outgrown()) {
      moveToEnd(folder);
    }
  }

  private static long size(Folder folder) {
    return Math.max(folder.size(), folder.packedSize());
  }

  private void moveToEnd(Folder folder) {
    if (ordered && !continuations.tied(folder)) {
      continuations.rehome(folder);
    }
    long blocks = size(folder) / ImageBytes.BLOCK + folder.areas().blocks();
    long block = ordered ? image.allocate(blocks) : image.allocateAnywhere(blocks);
    places.put(folder, new Place(block, size(folder)));
  }

  /** Lets the folder grow over what lies behind it, if that can go. */
  private boolean grow(Folder folder) {
    continuations.rehome(folder);
    long size = size(folder);
    long end = folder.block() + ImageBytes.blocks(folder.size());
    long wanted = folder.block() + size / ImageBytes.BLOCK + folder.areas().blocks();
    List<Folder> going = new ArrayList<>(List.of(folder));
    while (end < wanted) {
      Folder next = folderBlocks.contains(end) ? editor.folderAt(end) : null;
      if (next != null && !places.containsKey(next)) {
        List<Folder> branch = branch(next);
        if (branch.isEmpty() || branch.contains(folder) || going.size() > MAX_MOVED) {
          return false;
        }
        going.addAll(branch);
        end += ImageBytes.blocks(next.size());
      } else if (continuations.own(end, going)) {
        end++;
      } else {
        return false;
      }
    }
    places.put(folder, new Place(folder.block(), size));
    going.stream().filter(f -> f != folder).forEach(this::moveToEnd);
    return true;
  }

  /** A folder and all below it, if they are few and can be moved in good order; else nothing. */
  private List<Folder> branch(Folder top) {
    List<Folder> branch = new ArrayList<>(List.of(top));
    Set<Folder> known = new HashSet<>(branch);
    long blocks = 0;
    for (int i = 0; i < branch.size(); i++) {
      Folder folder = branch.get(i);
      blocks += folder == top ? 0 : ImageBytes.blocks(size(folder));
      if (blocks > MAX_MOVED || tied(folder)) {
        return List.of();
      }
      below(folder).filter(known::add).forEach(branch::add);
    }
    return branch;
  }

  /** Sequential readers meet files of a relocated folder by their data, and want its name then. */
  private boolean tied(Folder folder) {
    return continuations.tied(folder)
        || (editor.relocation(folder) != null && folder.items().stream().anyMatch(Item::keepsData));
  }

  /** What a folder shows, and what else it holds. */
  private Stream<Folder> below(Folder folder) {
    return folder.items().stream()
        .filter(i -> i.node().directory())
        .map(editor::behind)
        .filter(Objects::nonNull);
  }
}
