package io.kvmsdk.iso.internal.ecma119;

import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The list of all directories (ECMA-119 6.9, 9.4). It is held as a tree whose branches keep the
 * order in which they were read, so that writing it again changes nothing that was not changed.
 */
public final class PathTable {
  private static final String CLAUSE = "ECMA-119 9.4";
  private static final int FIXED = 8;
  private static final int MAX_SIZE = 64 << 20;

  /** A parent's number has 16 bits (9.4.4). */
  private static final int MAX_DIRECTORIES = 0xffff;

  private final Entry root;
  private final boolean twoBytes;
  private final Map<Long, Entry> byBlock = new HashMap<>();

  /** One directory. */
  public static final class Entry {
    private final List<Entry> children = new ArrayList<>();
    private final List<Entry> added = new ArrayList<>();
    private byte[] identifier;
    private Entry parent;
    private long block;
    private boolean disturbed;

    private Entry(byte[] identifier, Entry parent, long block) {
      this.identifier = identifier;
      this.parent = parent;
      this.block = block;
    }

    /** Where the directory begins, in the tree's own terms. */
    public long block() {
      return block;
    }

    public void moveTo(long newBlock) {
      block = newBlock;
    }

    /** A new directory below this one. */
    public Entry add(byte[] name) {
      Entry entry = new Entry(name, null, 0);
      entry.moveUnder(this, name);
      return entry;
    }

    /** Gives this directory, with all below it, another parent or name. */
    public void moveUnder(Entry newParent, byte[] name) {
      remove();
      parent = newParent;
      identifier = name;
      newParent.added.add(this);
      newParent.disturbed = true;
    }

    /** Takes this directory, and all below it, out of the table. */
    public void remove() {
      if (parent != null) {
        parent.disturbed = true;
        parent = null;
      }
    }

    /** New ones lie where 6.9.1 wants them. Those that have gone may still be in the lists. */
    private List<Entry> ordered(boolean twoBytes) {
      if (!disturbed) {
        return children;
      }
      Set<Entry> fresh = new LinkedHashSet<>(added);
      fresh.removeIf(c -> c.parent != this);
      return IsoNames.merge(
          children.stream().filter(c -> c.parent == this && !fresh.contains(c)).toList(),
          List.copyOf(fresh),
          c -> IsoNames.Key.of(c.identifier, twoBytes));
    }
  }

  private PathTable(Entry root, VolumeDescriptor.Kind kind) {
    this.root = root;
    this.twoBytes = kind == VolumeDescriptor.Kind.JOLIET;
  }

  /**
   * Reads the little-endian table.
   *
   * @param shift the block of the image that the tree calls 0
   */
  public static PathTable read(ImageBytes image, VolumeDescriptor descriptor, long shift) {
    long start = (descriptor.pathTableL(false) + shift) * ImageBytes.BLOCK;
    long size = descriptor.pathTableSize();
    if (size > MAX_SIZE) {
      throw image.broken(
          descriptor.position() + VolumeDescriptor.PATH_TABLE_SIZE,
          "ECMA-119 8.4.13",
          "a path table of " + size + " bytes");
    }
    byte[] table = image.bytes(start, (int) size, CLAUSE);
    List<Entry> entries = new ArrayList<>();
    int at = 0;
    while (at < table.length) {
      int length = at + FIXED <= table.length ? Numbers.u8(table, at) : 0;
      if (length == 0 || at + FIXED + length > table.length) {
        throw image.broken(start + at, CLAUSE, "a path table record of no or too many bytes");
      }
      entries.add(entry(image, table, at, start, entries));
      at += FIXED + length + length % 2;
    }
    if (entries.isEmpty()) {
      throw image.broken(start, CLAUSE, "the path table is empty");
    }
    PathTable paths = new PathTable(entries.get(0), descriptor.kind());
    entries.forEach(e -> paths.byBlock.putIfAbsent(e.block, e));
    return paths;
  }

  /** Parents come before their children, so that no circle can be. */
  private static Entry entry(
      ImageBytes image, byte[] table, int at, long start, List<Entry> entries) {
    byte[] name = Arrays.copyOfRange(table, at + FIXED, at + FIXED + Numbers.u8(table, at));
    long block = Numbers.le32(table, at + 2);
    if (entries.isEmpty()) {
      return new Entry(name, null, block);
    }
    int number = Numbers.le16(table, at + 6);
    if (number < 1 || number > entries.size()) {
      throw image.broken(start + at + 6, "ECMA-119 9.4.4", "the parent has number " + number);
    }
    Entry parent = entries.get(number - 1);
    Entry entry = new Entry(name, parent, block);
    parent.children.add(entry);
    return entry;
  }

  public Entry root() {
    return root;
  }

  /** All directories, by level, then by parent, then by name (6.9.1). */
  public List<Entry> entries() {
    List<Entry> order = new ArrayList<>();
    order.add(root);
    for (int i = 0; i < order.size(); i++) {
      order.addAll(order.get(i).ordered(twoBytes));
    }
    return order;
  }

  /** The directory that began at {@code block} when the table was read. */
  public Optional<Entry> find(long block) {
    return Optional.ofNullable(byBlock.get(block));
  }

  /**
   * Refuses what no path table can hold.
   *
   * @throws UnsupportedException if there are more than 65,535 directories
   */
  public void checkSize(String image) {
    int count = entries().size();
    if (count > MAX_DIRECTORIES) {
      throw new UnsupportedException(
          Subject.of("ISO image", image),
          "it would have " + count + " folders, and a path table numbers no more than 65535",
          "Put the files into fewer folders");
    }
  }

  /** The bytes of the little-endian or of the big-endian table. */
  public byte[] encode(boolean bigEndian) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<Entry> order = entries();
    Map<Entry, Integer> numbers = new HashMap<>();
    for (Entry e : order) {
      numbers.put(e, numbers.size() + 1);
      out.writeBytes(record(e, numbers.get(e.parent == null ? root : e.parent), bigEndian));
    }
    return out.toByteArray();
  }

  private static byte[] record(Entry e, int parent, boolean bigEndian) {
    byte[] record = new byte[FIXED + e.identifier.length + e.identifier.length % 2];
    record[0] = (byte) e.identifier.length;
    if (bigEndian) {
      Numbers.putBe32(record, 2, e.block);
      Numbers.putBe16(record, 6, parent);
    } else {
      Numbers.putLe32(record, 2, e.block);
      Numbers.putLe16(record, 6, parent);
    }
    System.arraycopy(e.identifier, 0, record, FIXED, e.identifier.length);
    return record;
  }
}
