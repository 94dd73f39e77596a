package io.kvmsdk.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A raw file or block device. */
final class RawTarget implements CopyTarget {
  /** As qemu-img's {@code -S 4k}: a block of most file systems. */
  private static final int GRAIN = 4 << 10;

  private static final int BLOCK = 1 << 20;

  private final FileChannel channel;
  private final boolean zero;

  /**
   * @param zero whether it reads as zeros where nothing is written
   */
  RawTarget(FileChannel channel, boolean zero) {
    this.channel = channel;
    this.zero = zero;
  }

  @Override
  public int unit() {
    return 1;
  }

  @Override
  public int grain() {
    return GRAIN;
  }

  @Override
  public long place(long start, long length) {
    return start;
  }

  @Override
  public FileChannel channel() {
    return channel;
  }

  /** Only what is not zero is overwritten, so that a thin device stays thin. */
  @Override
  public void zeros(long start, long length) throws IOException {
    if (zero) {
      return;
    }
    ByteBuffer block = ByteBuffer.allocateDirect((int) Math.min(length, BLOCK));
    for (long at = start; at < start + length; at += block.limit()) {
      block.clear().limit((int) Math.min(start + length - at, block.capacity()));
      ReadAt.of(channel).read(at, block);
      if (!Zeros.only(block.flip())) {
        ImageFiles.writeAt(channel, at, Zeros.of(block.limit()));
      }
    }
  }

  /** Lets the file end at {@code size}, and no earlier. */
  static void grow(FileChannel channel, long size) throws IOException {
    if (channel.size() < size) {
      ImageFiles.writeAt(channel, size - 1, Zeros.of(1));
    }
  }
}
