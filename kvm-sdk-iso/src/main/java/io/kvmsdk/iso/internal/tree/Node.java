package io.kvmsdk.iso.internal.tree;

import io.kvmsdk.iso.internal.ecma119.DirectoryRecord;
import io.kvmsdk.iso.internal.rockridge.RockRidge;
import java.time.Instant;
import java.util.List;

/**
 * A file, folder or link in a tree.
 *
 * @param records one, or several for a file of several extents (ECMA-119 6.5.1)
 * @param attributes what Rock Ridge adds; {@link RockRidge#NONE} in other trees
 */
public record Node(String name, List<DirectoryRecord> records, RockRidge attributes) {
  private static final int TYPE_MASK = 0170000;
  private static final int TYPE_LINK = 0120000;
  private static final int TYPE_FILE = 0100000;

  public DirectoryRecord first() {
    return records.get(0);
  }

  /** Whether this is a folder, be it in its place or relocated. */
  public boolean directory() {
    return first().directory() || attributes.childBlock() >= 0;
  }

  public boolean link() {
    return !directory() && (attributes.mode() & TYPE_MASK) == TYPE_LINK;
  }

  /** Whether this is a file with data, not a link or device. */
  public boolean regular() {
    int type = attributes.mode() & TYPE_MASK;
    return !directory() && (type == 0 || type == TYPE_FILE);
  }

  /** As Rock Ridge tells, or else when it was recorded; the epoch if that is not set. */
  public Instant modified() {
    Instant modified = attributes.modified();
    return modified != null ? modified : first().recordedAt().orElse(Instant.EPOCH);
  }

  /** In bytes, over all extents, as the data lies there. */
  public long size() {
    long size = first().size();
    for (int i = 1; i < records.size(); i++) {
      size += records.get(i).size();
    }
    return size;
  }

  /** In bytes, as readers see the data: once it is decompressed. */
  public long contentSize() {
    return attributes.zisofs() == null ? size() : attributes.zisofs().size();
  }
}
