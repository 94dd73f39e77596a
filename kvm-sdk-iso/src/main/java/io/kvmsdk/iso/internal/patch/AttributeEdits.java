package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.iso.internal.rockridge.PosixEntries;
import io.kvmsdk.iso.internal.tree.IsoPath;
import java.time.Instant;
import java.util.function.Consumer;

/** Changes permissions, owners and times in all trees. */
final class AttributeEdits {
  private final AllTrees trees;

  AttributeEdits(AllTrees trees) {
    this.trees = trees;
  }

  /** Changes permissions; an image without Rock Ridge has none. */
  void chmod(String path, int permissions) {
    Posix.checkPermissions(path, permissions);
    posix(path, "permissions", e -> e.permissions(permissions));
  }

  /** Changes owner and group; an image without Rock Ridge has none. */
  void chown(String path, long uid, long gid) {
    Posix.checkOwner(path, uid, gid);
    posix(path, "owners", e -> e.owner(uid, gid));
  }

  private void posix(String path, String what, Consumer<PosixEntries> edit) {
    if (trees.preferred().factory().posix()) {
      edit(path, edit, draft -> {});
      return;
    }
    trees.lookup().get(path);
    trees
        .notes()
        .add("Without Rock Ridge the image has no " + what + ": those of " + path + " stay unset");
  }

  /** Changes the time of modification. */
  void touch(String path, Instant time) {
    Posix.checkTime(path, time);
    edit(path, e -> e.modified(time), draft -> draft.record(draft.record().withRecorded(time)));
  }

  private void edit(String path, Consumer<PosixEntries> edit, Consumer<Draft> record) {
    if (IsoPath.names(path).isEmpty()) {
      trees.editors().forEach(e -> e.attributes(null, edit, record));
    } else {
      trees
          .everywhere(trees.lookup().get(path))
          .forEach((editor, twin) -> editor.attributes(twin, edit, record));
    }
  }
}
