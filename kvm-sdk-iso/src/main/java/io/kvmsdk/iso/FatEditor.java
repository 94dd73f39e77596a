package io.kvmsdk.iso;

import io.kvmsdk.iso.internal.fat.FatChanges;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/**
 * Edits a FAT file system inside of an ISO image, as {@link IsoRemaster#editEfi} gives it. Each
 * edit is made at once, whole or not at all, and seen by those that follow.
 *
 * <p>The file system keeps its size and what is not edited its place, so that a line changed in a
 * configuration file changes a sector or two of the ISO image. Where there is no room for an edit,
 * {@link io.kvmsdk.error.ConflictException} says how much is missing; {@link #free} tells before.
 */
public final class FatEditor extends FatImage {
  private final FatChanges changes;

  FatEditor(FatChanges changes) {
    super(changes.volume());
    this.changes = changes;
  }

  /**
   * Adds a file; missing folders above it are made.
   *
   * @throws io.kvmsdk.error.AlreadyExistsException if the path is in use
   * @throws io.kvmsdk.error.ConflictException if it leads through a file, or there is no room
   * @throws io.kvmsdk.error.InvalidSpecException if FAT allows no such name
   */
  public FatEditor add(String path, byte[] content) {
    changes.add(path, content);
    return this;
  }

  /** Adds a folder, and those above it; one that is there already is kept. */
  public FatEditor addFolder(String path) {
    changes.addFolder(path);
    return this;
  }

  /**
   * Gives an existing file another content; its name, attributes and times stay.
   *
   * @throws io.kvmsdk.error.NotFoundException if there is no such file
   * @throws io.kvmsdk.error.ConflictException if there is no room
   */
  public FatEditor replace(String path, byte[] content) {
    changes.replace(path, content);
    return this;
  }

  /** Changes the text of an existing file, which is UTF-8 before and after. */
  public FatEditor edit(String path, UnaryOperator<String> text) {
    return replace(path, text.apply(readText(path)).getBytes(StandardCharsets.UTF_8));
  }

  /** Removes a file, or a folder with everything in it. */
  public FatEditor remove(String path) {
    changes.remove(path);
    return this;
  }
}
