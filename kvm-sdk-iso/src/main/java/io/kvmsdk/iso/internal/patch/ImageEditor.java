package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.fat.FatChanges;
import io.kvmsdk.iso.internal.tree.IsoPath;
import io.kvmsdk.iso.internal.tree.Naming;
import io.kvmsdk.iso.internal.tree.NodeStream;
import io.kvmsdk.iso.internal.tree.Tree;
import io.kvmsdk.iso.internal.tree.Volume;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Applies edits to all trees of an image at once. A path is one of the preferred tree; in the
 * others its folders are found by the names that those can hold, its files also by their data.
 */
public final class ImageEditor {
  private final ImageBytes base;
  private final Volume volume;
  private final NewImage image;
  private final FatEdits fatEdits;
  private final List<TreeEditor> editors = new ArrayList<>();
  private final TreeEditor preferred;
  private final Map<String, FileChange> changes = new LinkedHashMap<>();
  private final Set<String> added = new LinkedHashSet<>();
  private final Set<String> removed = new LinkedHashSet<>();
  private final Set<String> notes = new LinkedHashSet<>();

  /**
   * @param time the time of new records
   */
  public ImageEditor(ImageBytes base, Volume volume, Instant time) {
    this.base = base;
    this.volume = volume;
    this.image = new NewImage(base);
    this.fatEdits = new FatEdits(this, time);
    RecordFactory.Serials serials = new RecordFactory.Serials();
    TreeEditor best = null;
    for (Tree tree : volume.trees()) {
      TreeEditor editor = new TreeEditor(tree, new RecordFactory(tree, time, serials));
      editors.add(editor);
      best = tree == volume.preferred() ? editor : best;
    }
    this.preferred = best;
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

  /** New data by path: of new files and of replaced ones. */
  Map<String, FileChange> changes() {
    return changes;
  }

  /** The files that the original lacks. */
  Set<String> added() {
    return added;
  }

  /** Files, links and folders of the original that are gone. */
  Set<String> removed() {
    return removed;
  }

  /** What the user should know, one sentence each. */
  public Set<String> notes() {
    return notes;
  }

  /** Adds a file, and the folders above it. */
  public void add(String path, Content content) {
    FileChange change = new FileChange(IsoPath.normal(path), content);
    List<String> names = IsoPath.names(path);
    for (Map.Entry<TreeEditor, Folder> e : newParents(names).entrySet()) {
      e.getKey().addFile(e.getValue(), last(names), change);
    }
    changes.put(change.path(), change);
    added.add(change.path());
  }

  /** Adds a symbolic link; trees without Rock Ridge cannot show it. */
  public void addLink(String path, String target) {
    IsoPath.checkLinkTarget(path, target);
    List<String> names = IsoPath.names(path);
    for (Map.Entry<TreeEditor, Folder> e : newParents(names).entrySet()) {
      if (!e.getKey().addLink(e.getValue(), last(names), target)) {
        notes.add("Links such as " + IsoPath.normal(path) + " cannot be shown without Rock Ridge");
      }
    }
  }

  /** Adds an empty folder, and those above it; one that exists is kept. */
  public void addFolder(String path) {
    List<String> names = IsoPath.names(path);
    int existing = existingFolders(names, path);
    editors.forEach(e -> parent(e, names, existing));
  }

  /** Gives a file other data; its name, mode, owner and times stay. */
  public void replace(String path, Content content) {
    String normal = IsoPath.normal(path);
    Item item = requireFile(path);
    FileChange change = new FileChange(normal, content);
    for (TreeEditor editor : editors) {
      Item twin = editor == preferred ? item : twin(editor, path, item);
      if (twin == null) {
        notes.add(normal + " is not in the " + editor.tree().naming() + " tree, and stays out");
      } else {
        twin.change(change);
      }
    }
    changes.put(normal, change);
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
    String normal = IsoPath.normal(path);
    Item item = require(path);
    for (TreeEditor editor : editors) {
      Item twin = editor == preferred ? item : twin(editor, path, item);
      if (twin != null) {
        editor.remove(parent(editor, path), twin);
      }
    }
    forget(normal);
  }

  private void forget(String path) {
    boolean existed = !added.contains(path);
    changes.keySet().removeIf(p -> p.equals(path) || p.startsWith(path + "/"));
    added.removeIf(p -> p.equals(path) || p.startsWith(path + "/"));
    if (existed) {
      removed.add(path);
    }
  }

  /** Where the new data of a file begins, once it is laid out; empty if it has none. */
  public Optional<Long> newBlock(String path) {
    return Optional.ofNullable(changes.get(IsoPath.normal(path)))
        .filter(c -> c.content().size() > 0)
        .map(FileChange::block);
  }

  /** The size of a file's new data, in bytes. */
  public long newSize(String path) {
    return changes.get(IsoPath.normal(path)).content().size();
  }

  /** The present content of a file. */
  public byte[] read(String path) {
    return bytes(requireFile(path));
  }

  byte[] bytes(Item item) {
    return item.change() != null ? item.change().content().bytes() : originalBytes(item);
  }

  /** What a file of the original holds there. */
  byte[] originalBytes(String path) {
    return originalBytes(requireFile(path));
  }

  private byte[] originalBytes(Item item) {
    try (NodeStream in = new NodeStream(base, item.node().records(), preferred.tree().shift())) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The preferred tree's entry at {@code path}, or null. */
  Item find(String path) {
    List<String> names = IsoPath.names(path);
    Folder folder = names.isEmpty() ? null : preferred.folder(names.subList(0, names.size() - 1));
    return folder == null ? null : folder.find(last(names), false);
  }

  private Item require(String path) {
    Item item = find(path);
    if (item == null) {
      throw new NotFoundException(
          subject(path),
          "it is not in the ISO image " + base.name(),
          "List the image to see its paths; upper and lower case differ");
    }
    return item;
  }

  Item requireFile(String path) {
    Item item = require(path);
    if (item.node().link()) {
      throw new ConflictException(
          subject(path),
          "it is a link to " + item.node().attributes().linkTarget(),
          "Name the file that it leads to");
    }
    if (!item.node().regular()) {
      throw new ConflictException(subject(path), "it is not a file", "Name a file");
    }
    return item;
  }

  private Folder parent(TreeEditor editor, String path) {
    List<String> names = IsoPath.names(path);
    return editor.folder(names.subList(0, names.size() - 1));
  }

  /** What shows {@code item} in another tree, or null. */
  private Item twin(TreeEditor editor, String path, Item item) {
    Folder folder = parent(editor, path);
    if (folder == null) {
      return null;
    }
    Item named = folder.find(item.name(), item.node().directory());
    if (named != null && named.node().directory() == item.node().directory()) {
      return named;
    }
    return item.node().size() == 0 || !item.node().regular()
        ? null
        : folder.items().stream()
            .filter(i -> i.node().regular() && dataBlock(editor, i) == dataBlock(preferred, item))
            .findFirst()
            .orElse(null);
  }

  private static long dataBlock(TreeEditor editor, Item item) {
    return item.node().first().block() + editor.tree().shift();
  }

  /** The folder for a new entry in each tree; trees that hide a folder above it are left out. */
  private Map<TreeEditor, Folder> newParents(List<String> names) {
    String path = IsoPath.join(names);
    if (names.isEmpty() || find(path) != null) {
      throw new AlreadyExistsException(
          subject(path),
          "it is in the ISO image " + base.name() + " already",
          "Replace or edit it instead");
    }
    List<String> folders = names.subList(0, names.size() - 1);
    int existing = existingFolders(folders, path);
    Map<TreeEditor, Folder> parents = new LinkedHashMap<>();
    for (TreeEditor editor : editors) {
      Folder parent = parent(editor, folders, existing);
      if (parent == null) {
        notes.add(path + " could not be added to the " + editor.tree().naming() + " tree");
      } else {
        parents.put(editor, parent);
      }
    }
    warnOfLongName(path, last(names));
    return parents;
  }

  private void warnOfLongName(String path, String name) {
    for (TreeEditor editor : editors) {
      Naming naming = editor.tree().naming();
      if (naming == Naming.JOLIET && !naming.recorded(name, false).equals(name)) {
        notes.add("The Joliet tree shows " + path + " as " + naming.recorded(name, false));
      }
    }
  }

  /** How many of the folders are there; a file in the way is refused. */
  private int existingFolders(List<String> folders, String path) {
    Folder folder = preferred.root();
    for (int i = 0; i < folders.size(); i++) {
      Item item = folder.find(folders.get(i), true);
      if (item == null) {
        return i;
      }
      if (!item.node().directory()) {
        throw new ConflictException(
            subject(path),
            IsoPath.join(folders.subList(0, i + 1)) + " is not a folder",
            "Name a path of real folders; links are not followed");
      }
      folder = preferred.folder(folder, item);
    }
    return folders.size();
  }

  /** The folder at {@code names}, whose first {@code existing} must be there; or null. */
  private static Folder parent(TreeEditor editor, List<String> names, int existing) {
    Folder folder = editor.folder(names.subList(0, existing));
    for (int i = existing; i < names.size() && folder != null; i++) {
      folder = editor.addFolder(folder, names.get(i));
    }
    return folder;
  }

  private static Subject subject(String path) {
    return Subject.of("file", IsoPath.normal(path));
  }

  private static String last(List<String> names) {
    return names.get(names.size() - 1);
  }
}
