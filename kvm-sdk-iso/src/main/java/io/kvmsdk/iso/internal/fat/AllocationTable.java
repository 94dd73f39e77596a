package io.kvmsdk.iso.internal.fat;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.iso.internal.ecma119.Numbers;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The allocation table (FAT 4), in all its copies, and the count of free clusters that FAT32 keeps
 * beside it. The two entries before cluster 2, with the dirty bits, are never touched.
 */
final class AllocationTable {
  private static final String CLAUSE = "FAT 4";
  private static final int CHUNK = 3 << 14;

  /** Offsets in the FSInfo structure (FAT 5), and what marks it. */
  private static final int INFO_LENGTH = 512;

  private static final int STRUCTURE_SIGNATURE = 484;
  private static final int FREE_COUNT = 488;
  private static final long LEAD = 0x41615252L;
  private static final long STRUCTURE = 0x61417272L;
  private static final long UNKNOWN = 0xffffffffL;

  private final BiosParameterBlock bpb;
  private final FatType type;
  private final FatBytes bytes;
  private BitSet used;

  AllocationTable(BiosParameterBlock bpb, FatBytes bytes) {
    this.bpb = bpb;
    this.type = bpb.type();
    this.bytes = bytes;
  }

  private int firstCopy() {
    return Math.max(0, bpb.activeFat());
  }

  private int endCopy() {
    return bpb.activeFat() < 0 ? bpb.fatCount() : bpb.activeFat() + 1;
  }

  /** Where an entry lies in the copy that is read. */
  private long position(int cluster) {
    return bpb.fatOffset(firstCopy()) + type.offset(cluster);
  }

  private int get(int cluster) {
    return type.get(bytes.read(position(cluster), type.width(), CLAUSE), cluster);
  }

  private void set(int cluster, int value) {
    for (int copy = firstCopy(); copy < endCopy(); copy++) {
      long at = bpb.fatOffset(copy) + type.offset(cluster);
      byte[] entry = bytes.read(at, type.width(), CLAUSE);
      type.put(entry, cluster, value);
      bytes.write(at, entry);
    }
    used().set(cluster, value != FatType.FREE);
  }

  /**
   * The clusters of a chain, in order.
   *
   * @param first its number as it was read
   * @param limit where to stop looking; a chain may be longer
   * @param namedAt where {@code first} was read, for the message
   */
  int[] chain(int first, long limit, long namedAt) {
    BitSet seen = new BitSet();
    int[] chain = new int[16];
    int count = 0;
    int cluster = first;
    long asked = namedAt;
    while (count < limit) {
      if (!bpb.names(cluster)) {
        throw bytes.broken(
            asked,
            CLAUSE,
            "cluster %d is named, of clusters 2 to %d".formatted(cluster, bpb.clusters() + 1));
      }
      if (seen.get(cluster)) {
        throw bytes.broken(
            asked, CLAUSE, "the chain of clusters that begins with " + first + " is a loop");
      }
      seen.set(cluster);
      chain = count == chain.length ? Arrays.copyOf(chain, 2 * count) : chain;
      chain[count++] = cluster;
      asked = position(cluster);
      cluster = get(cluster);
      if (type.ends(cluster)) {
        break;
      }
    }
    return Arrays.copyOf(chain, count);
  }

  /** Which clusters are in use, or bad, by number. */
  private BitSet used() {
    if (used == null) {
      used = readUsed();
    }
    return used;
  }

  /** Reads the table in pieces that begin with an entry of their own. */
  private BitSet readUsed() {
    BitSet taken = new BitSet();
    long end = type.length(bpb.clusters() + 2L);
    int entries = (int) (CHUNK * 8L / type.length(8));
    for (int first = 0; type.offset(first) < end; first += entries) {
      long at = type.offset(first);
      byte[] piece = bytes.read(position(first), (int) Math.min(CHUNK, end - at), CLAUSE);
      int last = Math.min(first + entries - 1, bpb.clusters() + 1);
      for (int cluster = Math.max(2, first); cluster <= last; cluster++) {
        int in = (int) (type.offset(cluster) - at);
        byte[] entry = Arrays.copyOfRange(piece, in, in + type.width());
        taken.set(cluster, type.get(entry, cluster) != FatType.FREE);
      }
    }
    return taken;
  }

  /** How many clusters are free. */
  int free() {
    return bpb.clusters() - used().cardinality();
  }

  /** Counts anew what is free, after a rollback. */
  void forget() {
    used = null;
  }

  /**
   * Makes a chain longer or shorter; what can stay stays.
   *
   * @param chain as {@link #chain} gave it, or empty
   * @param count how many clusters it shall have
   * @throws ConflictException if there are not enough
   */
  int[] resize(int[] chain, int count) {
    checkRoom(count - chain.length);
    for (int i = count; i < chain.length; i++) {
      set(chain[i], FatType.FREE);
    }
    int[] resized = Arrays.copyOf(chain, count);
    int next = 2;
    for (int i = chain.length; i < count; i++) {
      next = used().nextClearBit(next);
      resized[i] = next++;
    }
    for (int i = Math.max(0, Math.min(chain.length, count) - 1); i < count; i++) {
      boolean ended = i == count - 1;
      if (!ended || i >= chain.length || !type.ends(get(resized[i]))) {
        set(resized[i], ended ? type.endOfChain() : resized[i + 1]);
      }
    }
    return resized;
  }

  private void checkRoom(int wanted) {
    if (wanted > free()) {
      long size = bpb.clusterSize();
      throw new ConflictException(
          Subject.of("FAT image", bytes.name()),
          "it is full: %d bytes more are needed, and %d are free, in clusters of %d"
              .formatted(wanted * size, free() * size, size),
          "Remove something from it first, or replace the image by a larger one");
    }
  }

  /** Brings FAT32's count of free clusters up to date, if it was known. */
  void updateInfo() {
    if (bpb.infoSector() == 0) {
      return;
    }
    long at = (long) bpb.infoSector() * bpb.sectorSize();
    byte[] info = bytes.read(at, INFO_LENGTH, "FAT 5");
    if (Numbers.le32(info, 0) == LEAD
        && Numbers.le32(info, STRUCTURE_SIGNATURE) == STRUCTURE
        && Numbers.le32(info, FREE_COUNT) != UNKNOWN) {
      byte[] count = new byte[4];
      Numbers.putLe32(count, 0, free());
      bytes.write(at + FREE_COUNT, count);
    }
  }
}
