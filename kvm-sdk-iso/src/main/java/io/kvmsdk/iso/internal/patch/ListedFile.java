package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.iso.internal.tree.IsoPath;
import io.kvmsdk.iso.internal.tree.PathLookup;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What the edits do to a file that some list on the medium names.
 *
 * @param gone whether the original has the file, and the new image has not
 * @param content what the file will hold; empty if that is not new
 */
record ListedFile(boolean gone, Optional<Content> content) {
  private static final ListedFile UNTOUCHED = new ListedFile(false, Optional.empty());

  /** A list of more is none. */
  private static final int MAX_LIST = 16 << 20;

  /** The list at {@code path}, as Latin-1; empty if there is none, or the user has written it. */
  static Optional<String> list(ImageEditor editor, String path) {
    Item file = editor.find(path);
    boolean ours = file != null && file.node().regular() && file.change() == null;
    return ours && file.node().size() <= MAX_LIST
        ? Optional.of(new String(editor.bytes(file), StandardCharsets.ISO_8859_1))
        : Optional.empty();
  }

  /**
   * Looks at a file by the name in the list, which may be any.
   *
   * @param name relative to the root, as Latin-1
   */
  static ListedFile of(ImageEditor editor, String name) {
    String path =
        "/" + new String(name.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    try {
      Item item = editor.find(path);
      if (item == null) {
        PathLookup before = new PathLookup(editor.volume().preferred());
        return new ListedFile(before.find(IsoPath.names(path)).isPresent(), Optional.empty());
      }
      return new ListedFile(false, Optional.ofNullable(item.change()).map(FileChange::content));
    } catch (InvalidSpecException noPath) {
      return UNTOUCHED;
    }
  }

  boolean touched() {
    return gone || content.isPresent();
  }
}
