package io.kvmsdk.iso.internal.fat;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.iso.internal.ecma119.Numbers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A folder: slots of 32 bytes (FAT 6), in a chain of clusters or in the fixed root's region. */
final class Directory {
  static final int SLOT = 32;

  /** The first bytes that mark a slot as free, and as free with all that follow. */
  private static final int DELETED = 0xE5;

  private static final int END = 0;

  /** Attributes (FAT 6.2). */
  private static final int VOLUME_LABEL = 0x08;

  private static final int FOLDER = 0x10;
  private static final int ARCHIVE = 0x20;
  private static final int DEFINED = 0x3f;

  private static final int MAX_SLOTS = 65_536;
  private static final String CLAUSE = "FAT 6";

  private final BiosParameterBlock bpb;
  private final FatBytes bytes;
  private final AllocationTable table;
  private final FatEntry self;
  private int[] clusters;

  Directory(BiosParameterBlock bpb, FatBytes bytes, AllocationTable table, FatEntry self) {
    this.bpb = bpb;
    this.bytes = bytes;
    this.table = table;
    this.self = self;
    this.clusters = fixed() ? new int[0] : chain();
  }

  private boolean fixed() {
    return self.slot() < 0 && bpb.rootEntries() > 0;
  }

  private int[] chain() {
    long limit = Math.max(1, (long) MAX_SLOTS * SLOT / bpb.clusterSize());
    int[] chain = table.chain(self.firstCluster(), limit + 1, self.position());
    if (chain.length > limit) {
      throw bytes.broken(
          self.position(), "FAT 6.5", "the folder " + self.path() + " has more than 65,536 slots");
    }
    return chain;
  }

  private int slotsPerCluster() {
    return bpb.clusterSize() / SLOT;
  }

  private int slots() {
    return fixed() ? bpb.rootEntries() : Math.min(MAX_SLOTS, clusters.length * slotsPerCluster());
  }

  private long position(int slot) {
    return fixed()
        ? bpb.rootOffset() + (long) slot * SLOT
        : bpb.clusterOffset(clusters[slot / slotsPerCluster()])
            + (long) slot % slotsPerCluster() * SLOT;
  }

  /** All slots up to the end mark. */
  private List<byte[]> read() {
    List<byte[]> read = new ArrayList<>();
    int run = fixed() ? slots() : slotsPerCluster();
    for (int first = 0; first < slots(); first += run) {
      byte[] region = bytes.read(position(first), run * SLOT, CLAUSE);
      for (int at = 0; at < region.length; at += SLOT) {
        if (region[at] == END) {
          return read;
        }
        read.add(Arrays.copyOfRange(region, at, at + SLOT));
      }
    }
    return read;
  }

  /** What the folder shows: not its label, nor itself and its parent. */
  List<FatEntry> entries() {
    List<FatEntry> entries = new ArrayList<>();
    LongName longName = new LongName();
    List<byte[]> slots = read();
    for (int i = 0; i < slots.size(); i++) {
      byte[] slot = slots.get(i);
      int attributes = slot[11] & DEFINED;
      boolean deleted = Numbers.u8(slot, 0) == DELETED;
      if (!deleted && attributes == LongName.ATTRIBUTE) {
        longName.add(i, slot);
        continue;
      }
      if (!deleted && (attributes & VOLUME_LABEL) == 0 && !dots(slot)) {
        entries.add(entry(i, slot, longName));
      }
      longName.clear();
    }
    return entries;
  }

  private static boolean dots(byte[] slot) {
    String name = ShortName.of(slot).field().strip();
    return name.equals(".") || name.equals("..");
  }

  private FatEntry entry(int index, byte[] slot, LongName longName) {
    ShortName alias = ShortName.of(slot);
    Optional<String> known = longName.of(alias);
    String name = known.orElseGet(alias::shown);
    if (!shows(name) || !shows(alias.shown())) {
      throw bytes.broken(
          position(index),
          known.isPresent() ? "FAT 7" : "FAT 6.1",
          "no file can be called " + name);
    }
    long high = bpb.type() == FatType.FAT32 ? Numbers.le16(slot, 20) & 0x0fff : 0;
    return new FatEntry(
        self.path() + "/" + name,
        alias,
        (slot[11] & FOLDER) != 0,
        (int) (high << 16) | Numbers.le16(slot, 26),
        Numbers.le32(slot, 28),
        FatTime.decode(Numbers.le16(slot, 24), Numbers.le16(slot, 22)),
        known.isPresent() ? longName.firstSlot() : index,
        index,
        position(index));
  }

  private static boolean shows(String name) {
    return !name.isEmpty()
        && !name.equals(".")
        && !name.equals("..")
        && name.chars().noneMatch(c -> c < ' ' || c == '/');
  }

  Optional<FatEntry> find(String name) {
    return entries().stream().filter(e -> e.called(name)).findFirst();
  }

  /**
   * Adds an entry; nothing here is called so yet.
   *
   * @param folder whether it is a folder
   */
  void add(String name, boolean folder, int firstCluster, long size, Instant time) {
    Optional<ShortName> exact = ShortName.exact(name);
    ShortName alias = exact.orElseGet(() -> alias(name));
    List<byte[]> added = new ArrayList<>();
    if (exact.isEmpty()) {
      added.addAll(List.of(LongName.encode(name, alias)));
    }
    added.add(slot(alias, folder ? FOLDER : ARCHIVE, firstCluster, size, time));
    int at = room(added.size());
    for (byte[] slot : added) {
      bytes.write(position(at++), slot);
    }
  }

  private ShortName alias(String name) {
    Set<String> taken = new HashSet<>();
    for (FatEntry e : entries()) {
      taken.add(e.name().toUpperCase(Locale.ROOT));
      taken.add(e.alias().shown().toUpperCase(Locale.ROOT));
    }
    return ShortName.alias(name, taken::contains);
  }

  private static byte[] slot(
      ShortName name, int attributes, int firstCluster, long size, Instant time) {
    byte[] slot = new byte[SLOT];
    System.arraycopy(name.bytes(), 0, slot, 0, ShortName.LENGTH);
    slot[11] = (byte) attributes;
    slot[12] = (byte) name.lowerCase();
    for (int at : new int[] {16, 18, 24}) { // created, read, written
      Numbers.putLe16(slot, at, FatTime.date(time));
    }
    for (int at : new int[] {14, 22}) {
      Numbers.putLe16(slot, at, FatTime.time(time));
    }
    putData(slot, firstCluster, size);
    return slot;
  }

  private static void putData(byte[] slot, int firstCluster, long size) {
    Numbers.putLe16(slot, 20, firstCluster >>> 16);
    Numbers.putLe16(slot, 26, firstCluster);
    Numbers.putLe32(slot, 28, size);
  }

  /** The first of {@code count} free slots in a row; the folder grows if it must. */
  private int room(int count) {
    List<byte[]> slots = read();
    int run = 0;
    for (int i = 0; i < slots.size(); i++) {
      run = Numbers.u8(slots.get(i), 0) == DELETED ? run + 1 : 0;
      if (run == count) {
        return i + 1 - count;
      }
    }
    int first = slots.size() - run;
    int end = first + count;
    while (end > slots()) {
      grow();
    }
    if (end < slots()) {
      bytes.write(position(end), new byte[SLOT]); // the end mark moves
    }
    return first;
  }

  private void grow() {
    if (fixed() || slots() == MAX_SLOTS) {
      throw new ConflictException(
          Subject.of("folder", self.path() + "/"),
          "it is full: it cannot have more than " + slots() + " slots",
          "Add to another folder, or use names of eight and three upper-case letters");
    }
    clusters = table.resize(clusters, clusters.length + 1);
    bytes.write(bpb.clusterOffset(clusters[clusters.length - 1]), new byte[bpb.clusterSize()]);
  }

  /** Gives an entry other data. */
  void update(FatEntry entry, int firstCluster, long size) {
    byte[] slot = bytes.read(position(entry.slot()), SLOT, CLAUSE);
    putData(slot, firstCluster, size);
    bytes.write(position(entry.slot()), slot);
  }

  void remove(FatEntry entry) {
    for (int i = entry.firstSlot(); i <= entry.slot(); i++) {
      bytes.write(position(i), new byte[] {(byte) DELETED});
    }
  }

  /**
   * Makes new clusters an empty folder below {@code parent}, which is called 0 if it is the root.
   */
  void clear(FatEntry parent, Instant time) {
    for (int cluster : clusters) {
      bytes.write(bpb.clusterOffset(cluster), new byte[bpb.clusterSize()]);
    }
    int up = parent.slot() < 0 ? 0 : parent.firstCluster();
    bytes.write(
        position(0), slot(new ShortName("%-11s".formatted("."), 0), FOLDER, clusters[0], 0, time));
    bytes.write(position(1), slot(new ShortName("%-11s".formatted(".."), 0), FOLDER, up, 0, time));
  }
}
