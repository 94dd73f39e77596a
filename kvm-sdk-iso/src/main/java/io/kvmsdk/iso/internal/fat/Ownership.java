package io.kvmsdk.iso.internal.fat;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.function.Consumer;

/** Whose clusters are whose: in a sound file system each belongs to one file or folder at most. */
final class Ownership {
  private Ownership() {}

  /**
   * Walks the whole tree. A folder that holds itself is found too: its clusters have two owners.
   *
   * @throws io.kvmsdk.iso.error.IsoFormatException if a cluster is met twice
   */
  static void check(FatVolume volume) {
    BitSet owned = new BitSet();
    below(
        volume,
        volume.root(),
        entry -> {
          for (int cluster : chain(volume, entry)) {
            if (owned.get(cluster)) {
              throw volume
                  .bytes()
                  .broken(
                      entry.position(),
                      "FAT 4",
                      "cluster %d of %s belongs to another file or folder too"
                          .formatted(cluster, entry.path().isEmpty() ? "/" : entry.path()));
            }
            owned.set(cluster);
          }
        });
  }

  /** Visits an entry and all below it, a folder's content before the visitor has changed it. */
  static void below(FatVolume volume, FatEntry top, Consumer<FatEntry> visitor) {
    Deque<FatEntry> open = new ArrayDeque<>();
    open.push(top);
    while (!open.isEmpty()) {
      FatEntry entry = open.pop();
      var content = entry.directory() ? volume.directory(entry).entries() : null;
      visitor.accept(entry);
      if (content != null) {
        content.forEach(open::push);
      }
    }
  }

  /** All clusters of an entry: none of an empty file, nor of a root of fixed size. */
  static int[] chain(FatVolume volume, FatEntry entry) {
    boolean none = entry.firstCluster() == 0 && (!entry.directory() || entry.slot() < 0);
    int[] chain =
        none
            ? new int[0]
            : volume.table().chain(entry.firstCluster(), Long.MAX_VALUE, entry.position());
    if (!entry.directory()) {
      volume.checkSize(entry, chain);
    }
    return chain;
  }
}
