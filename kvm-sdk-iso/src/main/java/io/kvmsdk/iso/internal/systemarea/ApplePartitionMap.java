package io.kvmsdk.iso.internal.systemarea;

import io.kvmsdk.iso.internal.ecma119.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The Apple partition map: big-endian entries from the second block on, in blocks of their own. */
final class ApplePartitionMap {
  private static final int MAX_ENTRIES = 64;

  private final byte[] area;
  private final int block;
  private final int count;

  private ApplePartitionMap(byte[] area, int block) {
    this.area = area;
    this.block = block;
    this.count = (int) Math.min(MAX_ENTRIES, Numbers.be32(area, block + 4));
  }

  /**
   * Sees the map of a system area.
   *
   * @param area is changed by what follows
   */
  static Optional<ApplePartitionMap> of(byte[] area) {
    int block = (area[2] & 0xff) << 8 | (area[3] & 0xff);
    boolean present =
        area[0] == 'E'
            && area[1] == 'R'
            && (block == 512 || block == 2048)
            && area[block] == 'P'
            && area[block + 1] == 'M';
    return present ? Optional.of(new ApplePartitionMap(area, block)) : Optional.empty();
  }

  private boolean present(int index) {
    int at = (index + 1) * block;
    return at + block <= area.length && area[at] == 'P' && area[at + 1] == 'M';
  }

  private Partition partition(int index) {
    int scale = block / Mbr.SECTOR;
    int at = (index + 1) * block;
    long start = Numbers.be32(area, at + 8) * scale;
    return new Partition(start, start + Numbers.be32(area, at + 12) * scale);
  }

  /** All but the map itself, which is a partition in its own eyes. */
  List<Partition> partitions() {
    List<Partition> all = new ArrayList<>();
    for (int i = 0; i < count && present(i); i++) {
      if (partition(i).end() > area.length / Mbr.SECTOR) {
        all.add(partition(i));
      }
    }
    return all;
  }

  /** Makes room in the middle of the image. */
  void insert(Insertion insertion) {
    int scale = block / Mbr.SECTOR;
    for (int i = 0; i < count && present(i); i++) {
      Partition p = partition(i);
      long start = insertion.newStart(p.start());
      long end = insertion.newEnd(p.start(), p.end());
      put((i + 1) * block, start / scale, (end - start) / scale);
    }
  }

  /** Lets partitions end with an image of another length. */
  void resize(Growth growth, long oldSectors, long newSectors) {
    int scale = block / Mbr.SECTOR;
    for (int i = 0; i < count && present(i); i++) {
      Partition p = partition(i);
      if (growth.grows(p, oldSectors) && p.end() > area.length / Mbr.SECTOR) {
        put((i + 1) * block, p.start() / scale, (newSectors - p.start()) / scale);
      }
    }
  }

  /** Follows a boot image to its new place. */
  void move(Move move) {
    int scale = block / Mbr.SECTOR;
    for (int i = 0; i < count && present(i); i++) {
      long start = partition(i).start();
      long size = partition(i).end() - start;
      if (move.covers(start, size)) {
        put((i + 1) * block, move.to() / scale, (move.newSize(size) + scale - 1) / scale);
      }
    }
  }

  /** The partition's place and size, and the size again as that of its data. */
  private void put(int at, long start, long size) {
    boolean dataToo = Numbers.be32(area, at + 84) == Numbers.be32(area, at + 12);
    Numbers.putBe32(area, at + 8, start);
    Numbers.putBe32(area, at + 12, size);
    if (dataToo) {
      Numbers.putBe32(area, at + 84, size);
    }
  }
}
