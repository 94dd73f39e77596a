package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.tree.Naming;
import io.kvmsdk.iso.internal.tree.Tree;
import io.kvmsdk.iso.internal.tree.Volume;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The trees of an image, to be changed all alike. A path is one of the preferred tree. */
final class AllTrees {
  private final List<TreeEditor> editors = new ArrayList<>();
  private final TreeEditor preferred;
  private final Twins twins;
  private final Lookup lookup;
  private final Set<String> notes = new LinkedHashSet<>();

  AllTrees(ImageBytes image, Volume volume) {
    this.preferred = new TreeEditor(image, volume.preferred(), TreeEditor.PREFERRED);
    this.twins = new Twins(preferred);
    this.lookup = new Lookup(preferred, image.name());
    editors.add(preferred);
    for (Tree tree : volume.trees()) {
      if (tree != volume.preferred()) {
        editors.add(new TreeEditor(image, tree, editors.size()));
      }
    }
  }

  List<TreeEditor> editors() {
    return editors;
  }

  /** The tree whose names the paths are. */
  TreeEditor preferred() {
    return preferred;
  }

  Lookup lookup() {
    return lookup;
  }

  /** What the user should know, one sentence each. */
  Set<String> notes() {
    return notes;
  }

  /** The folder that shows a preferred one in another tree, or null. */
  Folder folder(TreeEditor editor, Folder folder) {
    return twins.folder(editor, folder);
  }

  /** What shows an item of the preferred tree in each tree where something does. */
  Map<TreeEditor, Item> everywhere(Item item) {
    Map<TreeEditor, Item> found = new LinkedHashMap<>();
    for (TreeEditor editor : editors) {
      Item twin = twins.item(editor, item);
      if (twin != null) {
        found.put(editor, twin);
      }
    }
    return found;
  }

  /** What shows the item at {@code path} in another tree; null, and a note, if nothing does. */
  Item twin(TreeEditor editor, Item item, String path) {
    Item twin = twins.item(editor, item);
    if (twin == null) {
      notes.add(path + " is not in the " + editor.tree().naming() + " tree, and stays out");
    }
    return twin;
  }

  /** Notes a Joliet name that had to be another one. */
  void warnOfOtherName(String path, Item item) {
    everywhere(item)
        .forEach(
            (editor, twin) -> {
              if (editor.tree().naming() == Naming.JOLIET && !twin.name().equals(item.name())) {
                notes.add("The Joliet tree shows " + path + " as " + twin.name());
              }
            });
  }
}
