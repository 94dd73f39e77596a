package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.fat.FatChanges;
import io.kvmsdk.iso.internal.tree.IsoPath;
import io.kvmsdk.iso.internal.tree.TreeWalk;
import io.kvmsdk.iso.internal.tree.Volume;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Applies edits to all trees of an image at once. A path is one of the preferred tree. */
public final class ImageEditor {
  private final ImageBytes base;
  private final Volume volume;
  private final NewImage image;
  private final AllTrees trees;
  private final Lookup lookup;
  private final Additions additions;
  private final AttributeEdits attributes;
  private final FatEdits fatEdits;
  private final Set<FileChange> changes = new LinkedHashSet<>();
  private final Set<Item> hardLinks = new LinkedHashSet<>();
  private final Departures departures = new Departures();
  private boolean blanksMediaCheck;

  /**
   * @param time the time of new records
   */
  public ImageEditor(ImageBytes base, Volume volume, Instant time) {
    this.base = base;
    this.volume = volume;
    this.image = new NewImage(base);
    this.trees = new AllTrees(base, volume);
    this.lookup = trees.lookup();
    this.additions = new Additions(trees, base.name(), time);
    this.attributes = new AttributeEdits(trees);
    this.fatEdits = new FatEdits(this, time);
  }

  ImageBytes base() {
    return base;
  }

  Volume volume() {
    return volume;
  }

  NewImage image() {
    return image;
  }

  List<TreeEditor> editors() {
    return trees.editors();
  }

  /** The tree whose names the paths are. */
  TreeEditor preferred() {
    return trees.preferred();
  }

  /** New data: of new files and of replaced ones. */
  Collection<FileChange> changes() {
    return changes;
  }

  /** New names of the preferred tree for data that was there. */
  Collection<Item> hardLinks() {
    return hardLinks;
  }

  /** What was removed or renamed. */
  Departures departures() {
    return departures;
  }

  /** What the user should know, one sentence each. */
  public Set<String> notes() {
    return trees.notes();
  }

  /** Adds a file, and the folders above it. */
  public void add(String path, Content content) {
    add(path, content, Posix.USUAL);
  }

  /** Adds a file, and the folders above it. */
  public void add(String path, Content content, Posix posix) {
    FileChange change = new FileChange(content);
    additions.file(path, change, posix);
    changes.add(change);
  }

  /** Adds a symbolic link; trees without Rock Ridge cannot show it. */
  public void addLink(String path, String target) {
    addLink(path, target, Posix.USUAL);
  }

  /** Adds a symbolic link; trees without Rock Ridge cannot show it. */
  public void addLink(String path, String target, Posix posix) {
    additions.link(path, target, posix);
  }

  /** Adds a further name for the data of a file. */
  public void addHardLink(String path, String existing) {
    hardLinks.add(additions.hardLink(path, existing));
  }

  /** Adds an empty folder, and those above it; one that exists is kept. */
  public void addFolder(String path) {
    addFolder(path, Posix.USUAL);
  }

  /** Adds an empty folder, and those above it; one that exists is kept as it is. */
  public void addFolder(String path, Posix posix) {
    additions.folder(path, posix);
  }

  /** Gives a file other data; its name, mode, owner and times stay. */
  public void replace(String path, Content content) {
    Item item = lookup.file(path);
    if (item.node().attributes().zisofs() != null) {
      throw new UnsupportedException(
          Lookup.subject(path), "it is compressed (zisofs)", "Remove it, and add it anew");
    }
    FileChange old = item.change();
    FileChange change = new FileChange(content);
    long serial = additions.newSerial();
    for (TreeEditor editor : editors()) {
      Item twin = trees.twin(editor, item, IsoPath.normal(path));
      if (twin != null) {
        editor.change(twin, change, serial);
      }
    }
    forgetUnnamed(old);
    changes.add(change);
  }

  /** Edits the FAT image that a file is. */
  public void editFat(String path, Consumer<FatChanges> edits) {
    fatEdits.inFile(path, edits);
  }

  /** Edits the FAT image that UEFI boots. */
  public void editEfi(Consumer<FatChanges> edits) {
    fatEdits.bootedByUefi(edits);
  }

  /** Removes a file, a link, or a folder with all that it holds. */
  public void remove(String path) {
    Item item = lookup.get(path);
    refuseHome(item);
    trees
        .everywhere(item)
        .forEach((editor, twin) -> editor.remove(twin).forEach(i -> forgetUnnamed(i.change())));
    departures.add(IsoPath.normal(path), "");
  }

  private void forgetUnnamed(FileChange change) {
    if (change != null && change.names(TreeEditor.PREFERRED).isEmpty()) {
      changes.remove(change);
    }
  }

  /** What lies in a folder such as {@code rr_moved} is shown elsewhere, and would be lost. */
  private void refuseHome(Item item) {
    Folder folder = preferred().folder(item);
    if (folder != null
        && folder.items().stream().anyMatch(i -> i.node().attributes().relocated())) {
      throw new ConflictException(
          Lookup.subject(item.path()),
          "it holds folders that are shown in other places",
          "Remove those first");
    }
  }

  /** Gives a file, link or folder another name, another folder, or both. */
  public void rename(String from, String to) {
    Item item = lookup.get(from);
    String old = item.path();
    String path = IsoPath.normal(to);
    if (path.startsWith(old + "/")) {
      throw new ConflictException(
          Lookup.subject(from),
          "it cannot be moved into itself, to " + path,
          "Choose another folder");
    }
    // found while it is where the original has it
    Map<TreeEditor, Item> found = trees.everywhere(item);
    Folder parent = additions.newParent(path);
    found.forEach((editor, twin) -> move(editor, twin, parent, path));
    trees.warnOfOtherName(path, item);
    departures.add(old, path);
  }

  private void move(TreeEditor editor, Item item, Folder parent, String path) {
    Folder folder = trees.folder(editor, parent);
    if (folder != null) {
      editor.move(item, folder, Additions.name(path));
    } else {
      editor.remove(item);
      notes().add(path + " is not in the " + editor.tree().naming() + " tree any more");
    }
  }

  /** Changes permissions; an image without Rock Ridge has none. */
  public void chmod(String path, int permissions) {
    attributes.chmod(path, permissions);
  }

  /** Changes owner and group; an image without Rock Ridge has none. */
  public void chown(String path, long uid, long gid) {
    attributes.chown(path, uid, gid);
  }

  /** Changes the time of modification. */
  public void touch(String path, Instant newTime) {
    attributes.touch(path, newTime);
  }

  /** Leaves an implanted media checksum blank rather than taking it anew. */
  public void blankMediaCheck() {
    blanksMediaCheck = true;
  }

  boolean blanksMediaCheck() {
    return blanksMediaCheck;
  }

  /** Where the new data of a file begins, once it is laid out; empty if it has none. */
  public Optional<Long> newBlock(String path) {
    return newData(path).filter(c -> c.content().size() > 0).map(FileChange::block);
  }

  /** The size of a file's new data, in bytes. */
  public long newSize(String path) {
    return newData(path).orElseThrow().content().size();
  }

  private Optional<FileChange> newData(String path) {
    return Optional.ofNullable(find(path)).map(Item::change);
  }

  /** The present content of a file. */
  public byte[] read(String path) {
    return bytes(lookup.file(path));
  }

  byte[] bytes(Item item) {
    if (item.change() != null) {
      return item.change().content().bytes();
    }
    try (InputStream in = original(item)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a file of the original holds. */
  InputStream original(Item item) {
    return preferred().tree().open(item.node());
  }

  /** The preferred tree's entry at {@code path}, or null. */
  Item find(String path) {
    return lookup.find(path);
  }

  /** The file at {@code path}. */
  Item requireFile(String path) {
    return lookup.file(path);
  }

  /**
   * The files of the original whose data begins at a block of it, as far as they still are in the
   * preferred tree, wherever that is. The original's tree is walked for them.
   */
  Stream<Item> filesAt(long block) {
    return TreeWalk.of(base, volume.preferred())
        .filter(s -> s.node().regular() && s.node().size() > 0)
        .filter(s -> s.node().first().block() + volume.preferred().shift() == block)
        .flatMap(s -> departures.now(s.path()).stream())
        .map(this::find)
        .filter(Objects::nonNull);
  }
}
