package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.fat.FatChanges;
import io.kvmsdk.iso.internal.rockridge.Dialect;
import io.kvmsdk.iso.internal.rockridge.PosixEntries;
import io.kvmsdk.iso.internal.tree.IsoPath;
import io.kvmsdk.iso.internal.tree.Naming;
import io.kvmsdk.iso.internal.tree.Tree;
import io.kvmsdk.iso.internal.tree.Volume;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** Applies edits to all trees of an image at once. A path is one of the preferred tree. */
public final class ImageEditor {
  private final ImageBytes base;
  private final Volume volume;
  private final Instant time;
  private final NewImage image;
  private final FatEdits fatEdits;
  private final List<TreeEditor> editors = new ArrayList<>();
  private final TreeEditor preferred;
  private final Twins twins;
  private final Lookup lookup;
  private final Set<FileChange> changes = new LinkedHashSet<>();
  private final Set<Item> hardLinks = new LinkedHashSet<>();
  private final List<Departure> departures = new ArrayList<>();
  private final Set<String> notes = new LinkedHashSet<>();
  private boolean blanksMediaCheck;

  /** File serial numbers (RRIP 1.12), far above those of other writers. */
  private long serial = 1L << 31;

  /**
   * Something that a path no longer leads to.
   *
   * @param to where it went, empty if it was removed
   */
  record Departure(String from, String to) {}

  /**
   * @param time the time of new records
   */
  public ImageEditor(ImageBytes base, Volume volume, Instant time) {
    this.base = base;
    this.volume = volume;
    this.time = time;
    this.image = new NewImage(base);
    this.fatEdits = new FatEdits(this, time);
    this.preferred = new TreeEditor(base, volume.preferred(), TreeEditor.PREFERRED);
    this.twins = new Twins(preferred);
    this.lookup = new Lookup(preferred, base.name());
    editors.add(preferred);
    for (Tree tree : volume.trees()) {
      if (tree != volume.preferred()) {
        editors.add(new TreeEditor(base, tree, editors.size()));
      }
    }
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
    return editors;
  }

  /** The tree whose names the paths are. */
  TreeEditor preferred() {
    return preferred;
  }

  /** New data: of new files and of replaced ones. */
  Collection<FileChange> changes() {
    return changes;
  }

  /** New names of the preferred tree for data that was there. */
  Collection<Item> hardLinks() {
    return hardLinks;
  }

  /** What was removed or renamed, in order. */
  List<Departure> departures() {
    return departures;
  }

  /** The paths that lead nowhere any more. */
  List<String> removed() {
    return departures.stream().filter(d -> d.to().isEmpty()).map(Departure::from).toList();
  }

  /** What the user should know, one sentence each. */
  public Set<String> notes() {
    return notes;
  }

  /** Adds a file, and the folders above it. */
  public void add(String path, Content content) {
    add(path, content, Posix.USUAL);
  }

  /** Adds a file, and the folders above it. */
  public void add(String path, Content content, Posix posix) {
    FileChange change = new FileChange(content);
    Dialect.Attributes a = attributes(path, RecordFactory.FILE_MODE, posix, "");
    addEverywhere(
        path,
        (editor, folder) -> {
          Item item = editor.add(folder, a);
          editor.change(item, change, a.serial());
          return item;
        });
    changes.add(change);
  }

  /** Adds a symbolic link; trees without Rock Ridge cannot show it. */
  public void addLink(String path, String target) {
    addLink(path, target, Posix.USUAL);
  }

  /** Adds a symbolic link; trees without Rock Ridge cannot show it. */
  public void addLink(String path, String target, Posix posix) {
    IsoPath.checkLinkTarget(path, target);
    Dialect.Attributes a = attributes(path, RecordFactory.LINK_MODE, posix, target);
    addEverywhere(
        path, (editor, folder) -> editor.factory().posix() ? editor.add(folder, a) : null);
    if (!preferred.factory().posix()) {
      notes.add("Links such as " + IsoPath.normal(path) + " cannot be shown without Rock Ridge");
    }
  }

  /** Adds a further name for the data of a file. */
  public void addHardLink(String path, String existing) {
    Item file = lookup.file(existing);
    List<Item> links = new ArrayList<>();
    addEverywhere(
        path,
        (editor, folder) -> {
          Item twin = twin(editor, file, IsoPath.normal(existing));
          Item link =
              twin == null ? null : editor.addHardLink(folder, last(IsoPath.names(path)), twin);
          links.add(link);
          return link;
        });
    hardLinks.add(links.get(0));
  }

  /** Adds an empty folder, and those above it; one that exists is kept. */
  public void addFolder(String path) {
    addFolder(path, Posix.USUAL);
  }

  /** Adds an empty folder, and those above it; one that exists is kept as it is. */
  public void addFolder(String path, Posix posix) {
    List<String> names = IsoPath.names(path);
    if (!names.isEmpty() && find(path) == null) {
      newFolder(makeFolders(names.subList(0, names.size() - 1), path), path, posix);
    } else {
      makeFolders(names, path);
    }
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
    long newSerial = serial++;
    for (TreeEditor editor : editors) {
      Item twin = twin(editor, item, IsoPath.normal(path));
      if (twin != null) {
        editor.change(twin, change, newSerial);
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
    everywhere(item)
        .forEach((editor, twin) -> editor.remove(twin).forEach(i -> forgetUnnamed(i.change())));
    departures.add(new Departure(IsoPath.normal(path), ""));
  }

  private void forgetUnnamed(FileChange change) {
    if (change != null && change.names(TreeEditor.PREFERRED).isEmpty()) {
      changes.remove(change);
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
    Map<TreeEditor, Item> found = everywhere(item);
    Folder parent = newParent(path);
    found.forEach((editor, twin) -> move(editor, twin, parent, path));
    warnOfOtherName(path, item);
    departures.add(new Departure(old, path));
  }

  private void move(TreeEditor editor, Item item, Folder parent, String path) {
    Folder folder = twins.folder(editor, parent);
    if (folder != null) {
      editor.move(item, folder, last(IsoPath.names(path)));
    } else {
      editor.remove(item);
      notes.add(path + " is not in the " + editor.tree().naming() + " tree any more");
    }
  }

  /** What shows an item in each tree, found while it is where the original has it. */
  private Map<TreeEditor, Item> everywhere(Item item) {
    Map<TreeEditor, Item> found = new LinkedHashMap<>();
    for (TreeEditor editor : editors) {
      Item twin = twins.item(editor, item);
      if (twin != null) {
        found.put(editor, twin);
      }
    }
    return found;
  }

  /** Changes permissions; an image without Rock Ridge has none. */
  public void chmod(String path, int permissions) {
    Posix.checkPermissions(path, permissions);
    posix(path, "permissions", e -> e.permissions(permissions));
  }

  /** Changes owner and group; an image without Rock Ridge has none. */
  public void chown(String path, long uid, long gid) {
    Posix.checkOwner(path, uid, gid);
    posix(path, "owners", e -> e.owner(uid, gid));
  }

  private void posix(String path, String what, Consumer<PosixEntries> edit) {
    if (!preferred.factory().posix()) {
      lookup.get(path);
      notes.add(
          "Without Rock Ridge the image has no " + what + ": those of " + path + " stay unset");
      return;
    }
    attributes(path, edit, draft -> {});
  }

  /** Changes the time of modification. */
  public void touch(String path, Instant newTime) {
    Posix.checkTime(path, newTime);
    attributes(
        path,
        e -> e.modified(newTime),
        draft -> draft.record(draft.record().withRecorded(newTime)));
  }

  private void attributes(String path, Consumer<PosixEntries> edit, Consumer<Draft> record) {
    Item item = IsoPath.names(path).isEmpty() ? null : lookup.get(path);
    if (item == null) {
      editors.forEach(e -> e.attributes(null, edit, record));
    } else {
      everywhere(item).forEach((editor, twin) -> editor.attributes(twin, edit, record));
    }
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
    return item.change() != null ? item.change().content().bytes() : originalBytes(item);
  }

  /** What a file of the original holds, whose place is now there. */
  byte[] originalBytes(Item item) {
    try (InputStream in = original(item)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@link #originalBytes}, for files of any size. */
  InputStream original(Item item) {
    return preferred.tree().open(item.node());
  }

  /** The preferred tree's entry at {@code path}, or null. */
  Item find(String path) {
    return lookup.find(path);
  }

  private Item twin(TreeEditor editor, Item item, String path) {
    Item twin = twins.item(editor, item);
    if (twin == null) {
      notes.add(path + " is not in the " + editor.tree().naming() + " tree, and stays out");
    }
    return twin;
  }

  /** The file at {@code path}. */
  Item requireFile(String path) {
    return lookup.file(path);
  }

  /** What lies in a folder such as {@code rr_moved} is shown elsewhere, and would be lost. */
  private void refuseHome(Item item) {
    Folder folder = preferred.folder(item);
    if (folder != null
        && folder.items().stream().anyMatch(i -> i.node().attributes().relocated())) {
      throw new ConflictException(
          Lookup.subject(item.path()),
          "it holds folders that are shown in other places",
          "Remove those first");
    }
  }

  private void addEverywhere(String path, BiFunction<TreeEditor, Folder, Item> add) {
    Folder parent = newParent(path);
    Item first = null;
    for (TreeEditor editor : editors) {
      Folder folder = twins.folder(editor, parent);
      Item item = folder == null ? null : add.apply(editor, folder);
      first = editor == preferred ? item : first;
      if (folder == null) {
        notes.add(path + " could not be added to the " + editor.tree().naming() + " tree");
      } else if (editor != preferred && first != null) {
        first.twin(editor.number(), item == null ? Item.NONE : item);
      }
    }
    warnOfOtherName(path, first);
  }

  /** The preferred tree's folder for a new entry, and its twins; what is missing is made. */
  private Folder newParent(String path) {
    List<String> names = IsoPath.names(path);
    if (names.isEmpty() || find(path) != null) {
      throw new AlreadyExistsException(
          Lookup.subject(path),
          "it is in the ISO image " + base.name() + " already",
          "Replace or edit it, remove it first, or choose another path");
    }
    return makeFolders(names.subList(0, names.size() - 1), path);
  }

  private Folder makeFolders(List<String> names, String path) {
    Folder folder = preferred.root();
    for (int i = 0; i < names.size(); i++) {
      Item item = folder.find(names.get(i), true);
      String here = IsoPath.join(names.subList(0, i + 1));
      if (item == null) {
        item = newFolder(folder, here, Posix.USUAL);
      } else if (!item.node().directory()) {
        throw new ConflictException(
            Lookup.subject(path),
            here + " is not a folder",
            "Name a path of real folders; links are not followed");
      }
      folder = preferred.folder(item);
    }
    return folder;
  }

  private Item newFolder(Folder parent, String path, Posix posix) {
    Dialect.Attributes a = attributes(path, RecordFactory.DIRECTORY_MODE, posix, "");
    Item item = preferred.addFolder(parent, a);
    for (TreeEditor editor : editors) {
      Folder above = twins.folder(editor, parent);
      if (editor != preferred) {
        item.twin(editor.number(), above == null ? Item.NONE : editor.addFolder(above, a));
      }
    }
    return item;
  }

  private Dialect.Attributes attributes(String path, int mode, Posix posix, String linkTarget) {
    return new Dialect.Attributes(
        posix.mode(mode),
        mode == RecordFactory.DIRECTORY_MODE ? 2 : 1,
        serial++,
        posix.modified().orElse(time),
        last(IsoPath.names(path)),
        linkTarget);
  }

  private void warnOfOtherName(String path, Item item) {
    for (TreeEditor editor : editors) {
      Item twin = item == null ? null : twins.item(editor, item);
      if (twin != null
          && editor.tree().naming() == Naming.JOLIET
          && !twin.name().equals(item.name())) {
        notes.add("The Joliet tree shows " + path + " as " + twin.name());
      }
    }
  }

  private static String last(List<String> names) {
    return names.isEmpty() ? "" : names.get(names.size() - 1);
  }
}
