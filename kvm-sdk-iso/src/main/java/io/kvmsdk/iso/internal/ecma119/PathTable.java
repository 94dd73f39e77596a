package io.kvmsdk.iso.internal.ecma119;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The list of all directories (ECMA-119 6.9, 9.4). It is held as a tree whose branches keep the
 * order in which they were read, so that writing it again changes nothing that was not changed.
 */
public final class PathTable {
  private static final String CLAUSE = "ECMA-119 9.4";
  private static final int FIXED = 8;
  private static final int MAX_SIZE = 64 << 20;

  private final Entry root;

  /** One directory. */
  public static final class Entry {
    private final byte[] identifier;
    private final Entry parent;
    private final List<Entry> children = new ArrayList<>();
    private long block;

    private Entry(byte[] identifier, Entry parent, long block) {
      this.identifier = identifier;
      this.parent = parent;
      this.block = block;
    }

    /** Where the directory begins, in the tree's own terms. */
    public long block() {
      return block;
    }

    /** The directory above; null for the root. */
    public Entry parent() {
      return parent;
    }

    public void moveTo(long newBlock) {
      block = newBlock;
    }

    /** A new directory below this one, at its place in the order of 6.9.1. */
    public Entry add(byte[] name, boolean twoBytes) {
      Entry entry = new Entry(name, this, 0);
      int at = 0;
      while (at < children.size()
          && IsoNames.compare(children.get(at).identifier, name, twoBytes) <= 0) {
        at++;
      }
      children.add(at, entry);
      return entry;
    }

    /** Takes this directory, and all below it, out of the table. */
    public void remove() {
      parent.children.remove(this);
    }
  }

  private PathTable(Entry root) {
    this.root = root;
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
    return new PathTable(entries.get(0));
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
      order.addAll(order.get(i).children);
    }
    return order;
  }

  /** The directory that begins at {@code block}. */
  public Optional<Entry> find(long block) {
    return entries().stream().filter(e -> e.block == block).findFirst();
  }

  /** The bytes of the little-endian or of the big-endian table. */
  public byte[] encode(boolean bigEndian) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<Entry> order = entries();
    Map<Entry, Integer> numbers = new HashMap<>();
    for (Entry e : order) {
      numbers.put(e, numbers.size() + 1);
      byte[] fixed = new byte[FIXED];
      fixed[0] = (byte) e.identifier.length;
      int parent = Math.min(0xffff, numbers.get(e.parent == null ? root : e.parent));
      if (bigEndian) {
        Numbers.putBe32(fixed, 2, e.block);
        Numbers.putBe16(fixed, 6, parent);
      } else {
        Numbers.putLe32(fixed, 2, e.block);
        Numbers.putLe16(fixed, 6, parent);
      }
      out.writeBytes(fixed);
      out.writeBytes(e.identifier);
      if (e.identifier.length % 2 != 0) {
        out.write(0);
      }
    }
    return out.toByteArray();
  }
}
