package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The image as it will be: the original, blocks rewritten over it, and contents placed in whole. It
 * is drawn freely; {@link #differences} then tells which sectors really changed.
 */
public final class NewImage implements ImageBytes {
  private static final int CHUNK = 1 << 18;

  private final ImageBytes base;
  private final TreeMap<Long, byte[]> rewritten = new TreeMap<>();
  private final TreeMap<Long, Content> placed = new TreeMap<>();
  private final TreeMap<Long, byte[]> setAside = new TreeMap<>();
  private long endBlock;
  private long gap;
  private long gapEnd;
  private long openBlock = Long.MAX_VALUE;

  /** New blocks are allocated from the end of {@code base} on. */
  public NewImage(ImageBytes base) {
    this.base = base;
    this.endBlock = ImageBytes.blocks(base.length());
  }

  /**
   * A run of sectors that differ from the original.
   *
   * @param offset in the image, a multiple of 2,048
   * @param length in bytes, a multiple of 2,048
   * @param content holds the bytes, zeros beyond its end
   * @param contentOffset where in the content they begin
   */
  public record Difference(long offset, long length, Content content, long contentOffset) {
    /** The offset behind the last byte. */
    public long end() {
      return offset + length;
    }
  }

  @Override
  public String name() {
    return base.name();
  }

  @Override
  public long length() {
    return endBlock * BLOCK;
  }

  /** The first of {@code count} new blocks at the end. */
  public long allocate(long count) {
    long first = endBlock;
    endBlock += count;
    return first;
  }

  /** Offers a run of unused blocks of the original to {@link #allocateAnywhere}. */
  void offer(long first, long end) {
    gap = first;
    gapEnd = end;
  }

  /**
   * As {@link #allocate}, for what may also lie before everything else: not the folders, nor their
   * continuation areas, that readers take who go from front to back.
   */
  long allocateAnywhere(long count) {
    if (count > gapEnd - gap) {
      return allocate(count);
    }
    gap += count;
    return gap - count;
  }

  /**
   * Lets new blocks begin inside of the original: all from there on is laid down anew, and what was
   * rewritten there is set aside.
   */
  void openAt(long block) {
    openBlock = block;
    endBlock = block;
    setAside.putAll(rewritten.tailMap(block));
    rewritten.tailMap(block).clear();
  }

  /** What was in a block before {@link #openAt}. */
  byte[] setAside(long block) {
    byte[] bytes = new byte[BLOCK];
    readOriginal(block * BLOCK, ByteBuffer.wrap(bytes));
    return setAside.getOrDefault(block, bytes);
  }

  /** Undoes {@link #openAt} where nothing came to lie there. */
  void close() {
    openBlock = Long.MAX_VALUE;
    endBlock = ImageBytes.blocks(base.length());
    rewritten.putAll(setAside);
  }

  /**
   * Ends what {@link #openAt} began: the original's blocks from {@code first} up to {@code end}
   * come to lie {@code count} blocks further on, with what was rewritten in them before.
   */
  void move(long first, long end, long count) {
    long from = first;
    for (Map.Entry<Long, byte[]> e : setAside.subMap(first, end).entrySet()) {
      place(from + count, Content.of(base, from, e.getKey()));
      rewritten.put(e.getKey() + count, e.getValue());
      from = e.getKey() + 1;
    }
    place(from + count, Content.of(base, from, end));
  }

  /** Lets the image end at {@code block}. */
  void endAt(long block) {
    endBlock = block;
  }

  /** Lays {@code content} down from {@code block} on; the rest of its last block becomes zeros. */
  public void place(long block, Content content) {
    if (content.size() > 0) {
      placed.put(block, content);
    }
  }

  /** Rewritten blocks are seen, placed contents are not: nothing in the standard refers to them. */
  @Override
  public void read(long offset, ByteBuffer target) {
    while (target.hasRemaining()) {
      long block = offset / BLOCK;
      int inBlock = (int) (offset % BLOCK);
      int count = Math.min(target.remaining(), BLOCK - inBlock);
      target.put(current(block), inBlock, count);
      offset += count;
    }
  }

  /** Rewrites a range. */
  public void write(long offset, byte[] bytes) {
    int done = 0;
    while (done < bytes.length) {
      long block = (offset + done) / BLOCK;
      int inBlock = (int) ((offset + done) % BLOCK);
      int count = Math.min(bytes.length - done, BLOCK - inBlock);
      byte[] target = rewritten.computeIfAbsent(block, this::original);
      System.arraycopy(bytes, done, target, inBlock, count);
      done += count;
    }
  }

  /** Whether anything was written to a block. */
  boolean rewritten(long block) {
    return rewritten.containsKey(block);
  }

  private byte[] current(long block) {
    byte[] known = rewritten.get(block);
    return known != null ? known : original(block);
  }

  private byte[] original(long block) {
    byte[] bytes = new byte[BLOCK];
    if (block < openBlock) {
      readOriginal(block * BLOCK, ByteBuffer.wrap(bytes));
    }
    return bytes;
  }

  /** The original, with zeros beyond its end. */
  private void readOriginal(long offset, ByteBuffer target) {
    long left = Math.max(0, base.length() - offset);
    int count = (int) Math.min(target.remaining(), left);
    if (count > 0) {
      base.read(offset, target.slice(target.position(), count));
    }
  }

  /**
   * What differs from the original followed by zeros, in order, in runs as long as possible. Local
   * files that lie beyond the original are not read: they count as different throughout.
   */
  public List<Difference> differences() {
    List<Difference> all = new ArrayList<>();
    placed.forEach((block, content) -> compare(block, content, all));
    contiguous().forEach((block, bytes) -> compare(block, Content.of(bytes), all));
    all.sort((a, b) -> Long.compare(a.offset(), b.offset()));
    return all;
  }

  /** Rewritten blocks, neighbours joined. */
  private Map<Long, byte[]> contiguous() {
    TreeMap<Long, byte[]> runs = new TreeMap<>();
    long first = -1;
    List<byte[]> run = new ArrayList<>();
    for (Map.Entry<Long, byte[]> e : rewritten.entrySet()) {
      if (!run.isEmpty() && e.getKey() != first + run.size()) {
        runs.put(first, join(run));
        run.clear();
      }
      if (run.isEmpty()) {
        first = e.getKey();
      }
      run.add(e.getValue());
    }
    if (!run.isEmpty()) {
      runs.put(first, join(run));
    }
    return runs;
  }

  private static byte[] join(List<byte[]> blocks) {
    byte[] joined = new byte[blocks.size() * BLOCK];
    for (int i = 0; i < blocks.size(); i++) {
      System.arraycopy(blocks.get(i), 0, joined, i * BLOCK, BLOCK);
    }
    return joined;
  }

  private void compare(long block, Content content, List<Difference> out) {
    long length = ImageBytes.blocks(content.size()) * BLOCK;
    if (content instanceof Content.InFile && block * BLOCK >= base.length()) {
      out.add(difference(block, 0, length, content)); // reading it would tell nothing
      return;
    }
    byte[] mine = new byte[(int) Math.min(CHUNK, length)];
    byte[] theirs = new byte[mine.length];
    long start = -1;
    for (long at = 0; at < length; at += mine.length) {
      int count = (int) Math.min(mine.length, length - at);
      content.read(at, ByteBuffer.wrap(mine, 0, count));
      Arrays.fill(theirs, (byte) 0);
      readOriginal(block * BLOCK + at, ByteBuffer.wrap(theirs, 0, count));
      for (int i = 0; i < count; i += BLOCK) {
        boolean same = Arrays.equals(mine, i, i + BLOCK, theirs, i, i + BLOCK);
        if (!same && start < 0) {
          start = at + i;
        } else if (same && start >= 0) {
          out.add(difference(block, start, at + i, content));
          start = -1;
        }
      }
    }
    if (start >= 0) {
      out.add(difference(block, start, length, content));
    }
  }

  private static Difference difference(long block, long from, long to, Content content) {
    return new Difference(block * BLOCK + from, to - from, content, from);
  }
}
