package io.kvmsdk.iso.internal.tree;

import io.kvmsdk.iso.internal.ecma119.Numbers;
import io.kvmsdk.iso.internal.rockridge.Zisofs;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The content of a file that is compressed by zisofs: a header, pointers to the blocks, and the
 * blocks, each deflated for itself; one without bytes is all zeros. One block is held at a time.
 */
final class ZisofsData implements NodeData {
  private static final String CLAUSE = "zisofs format";
  private static final String MAGIC_1 = "37e45396c9dbd607";
  private static final String MAGIC_2 = "ef2255a1bc1b95a0";

  /** The binary logarithms of the block sizes that the two versions allow. */
  private static final int MIN_BITS = 15;

  private static final int MAX_BITS_1 = 17;
  private static final int MAX_BITS_2 = 20;

  private final FileData data;
  private final Zisofs zisofs;
  private Inflater inflater;
  private byte[] block = {};
  private long blockNumber = -1;

  /** The header is checked at once. */
  ZisofsData(FileData data, Zisofs zisofs) {
    this.data = data;
    this.zisofs = zisofs;
    boolean first = zisofs.version() == 1;
    int headerSize = first ? 16 : 24;
    require(zisofs.headerSize() == headerSize, 0, "a header of " + zisofs.headerSize() + " bytes");
    require(
        zisofs.blockBits() >= MIN_BITS && zisofs.blockBits() <= (first ? MAX_BITS_1 : MAX_BITS_2),
        0,
        "blocks of 2^" + zisofs.blockBits() + " bytes");
    require(data.size() >= headerSize, 0, data.size() + " bytes, which is less than a header");
    byte[] header = data.bytes(0, headerSize);
    require(first ? agrees1(header) : agrees2(header), 0, "a header other than ZF tells");
    require(
        zisofs.size() >= 0 && blocks() < (data.size() - headerSize) / pointerSize(),
        headerSize,
        "pointers to " + blocks() + " blocks in " + data.size() + " bytes");
  }

  private void require(boolean condition, long where, String problem) {
    if (!condition) {
      throw data.broken(where, CLAUSE, "a compressed file has " + problem);
    }
  }

  private boolean agrees1(byte[] header) {
    return HexFormat.of().formatHex(header, 0, 8).equals(MAGIC_1)
        && Numbers.le32(header, 8) == zisofs.size()
        && Numbers.u8(header, 12) * 4 == zisofs.headerSize()
        && Numbers.u8(header, 13) == zisofs.blockBits();
  }

  private boolean agrees2(byte[] header) {
    return HexFormat.of().formatHex(header, 0, 8).equals(MAGIC_2)
        && Numbers.u8(header, 9) * 4 == zisofs.headerSize()
        && Numbers.u8(header, 11) == zisofs.blockBits()
        && Numbers.le64(header, 12) == zisofs.size();
  }

  private int pointerSize() {
    return zisofs.version() * 4;
  }

  private int blockSize() {
    return 1 << zisofs.blockBits();
  }

  private long blocks() {
    return zisofs.size() == 0 ? 0 : (zisofs.size() - 1) / blockSize() + 1;
  }

  @Override
  public long size() {
    return zisofs.size();
  }

  /** Reads from one block. */
  @Override
  public synchronized int read(long position, ByteBuffer target) {
    if (position >= size()) {
      return -1;
    }
    long number = position / blockSize();
    if (number != blockNumber) {
      block = inflated(number);
      blockNumber = number;
    }
    int at = (int) (position % blockSize());
    int count = Math.min(target.remaining(), block.length - at);
    target.put(block, at, count);
    return count;
  }

  private byte[] inflated(long number) {
    long pointer = zisofs.headerSize() + number * pointerSize();
    byte[] pair = data.bytes(pointer, 2 * pointerSize());
    long start = pointer(pair, 0);
    long end = pointer(pair, pointerSize());
    require(
        start >= 0 && end >= start && end <= data.size() && end - start <= 2L * blockSize(),
        pointer,
        "a block from " + start + " to " + end);
    byte[] plain = new byte[(int) Math.min(blockSize(), zisofs.size() - number * blockSize())];
    if (end > start) {
      inflate(data.bytes(start, (int) (end - start)), plain, start);
    }
    return plain;
  }

  private long pointer(byte[] pair, int offset) {
    return zisofs.version() == 1 ? Numbers.le32(pair, offset) : Numbers.le64(pair, offset);
  }

  private void inflate(byte[] deflated, byte[] plain, long position) {
    if (inflater == null) {
      inflater = new Inflater();
    }
    inflater.reset();
    inflater.setInput(deflated);
    try {
      int count = 0;
      int more = -1;
      while (count < plain.length && more != 0) {
        more = inflater.inflate(plain, count, plain.length - count);
        count += more;
      }
      boolean tooMuch = inflater.inflate(new byte[1]) > 0;
      require(
          count == plain.length && !tooMuch,
          position,
          "a block of " + (tooMuch ? "more" : "fewer") + " than " + plain.length + " bytes");
    } catch (DataFormatException e) {
      throw data.broken(position, CLAUSE, "a compressed file has a block that cannot be inflated");
    }
  }

  @Override
  public synchronized void release() {
    if (inflater != null) {
      inflater.end();
      inflater = null;
    }
    block = new byte[0];
    blockNumber = -1;
  }
}
