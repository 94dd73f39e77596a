package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.iso.internal.tree.IsoPath;
import java.util.List;

/** Finds what paths lead to in the preferred tree as it is now. */
final class Lookup {
  private final TreeEditor preferred;
  private final String image;

  Lookup(TreeEditor preferred, String image) {
    this.preferred = preferred;
    this.image = image;
  }

  /** What errors about a path are about. */
  static Subject subject(String path) {
    return Subject.of("file", IsoPath.normal(path));
  }

  /** The entry at {@code path}, or null. */
  Item find(String path) {
    List<String> names = IsoPath.names(path);
    Folder folder = preferred.root();
    for (int i = 0; i < names.size() - 1 && folder != null; i++) {
      folder = preferred.folder(folder.find(names.get(i), true));
    }
    return folder == null || names.isEmpty()
        ? null
        : folder.find(names.get(names.size() - 1), false);
  }

  /** The entry at {@code path}, which must be there, and not be the root. */
  Item get(String path) {
    if (IsoPath.names(path).isEmpty()) {
      throw new ConflictException(
          subject(path), "the root of an image stays where it is", "Name something in it");
    }
    Item item = find(path);
    if (item == null) {
      throw new NotFoundException(
          subject(path),
          "it is not in the ISO image " + image,
          "List the image to see its paths; upper and lower case differ");
    }
    return item;
  }

  /** The file at {@code path}. */
  Item file(String path) {
    Item item = get(path);
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
}
