package io.kvmsdk.testkit;

import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.qcow2.ReadAt;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/** The fields of a header, proven sound by {@code QcowImage}, that tell where the L1 table is. */
record QcowHead(int clusterBits, int l1Entries, long l1Offset) {
  private static final int SIZE_OFFSET = 24;
  private static final int L1_ENTRIES_OFFSET = 36;
  private static final int ENTRY = 8;

  static QcowHead read(FileChannel channel) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(48);
    ReadAt.of(channel).read(0, head);
    return new QcowHead(head.getInt(20), head.getInt(L1_ENTRIES_OFFSET), head.getLong(40));
  }

  /** Any entry stands for an L2 table, which QEMU makes when it first writes there. */
  boolean holdsData(FileChannel channel) throws IOException {
    ByteBuffer table = ByteBuffer.allocate(l1Entries * ENTRY);
    ReadAt.of(channel).read(l1Offset, table);
    table.clear();
    while (table.hasRemaining()) {
      if (table.getLong() != 0) {
        return true;
      }
    }
    return false;
  }

  /** Writes another name over the backing file's; behind it, the first cluster is free. */
  static void renameBacking(FileChannel channel, String name) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(24);
    ReadAt.of(channel).read(0, head);
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    channel.write(ByteBuffer.wrap(bytes), head.getLong(8));
    channel.write(ByteBuffer.allocate(4).putInt(bytes.length).flip(), 16);
  }

  /** The L1 table grows into the rest of its last cluster, which nothing else can use. */
  void resize(FileChannel channel, long size) throws IOException {
    long perEntry = 1L << (2 * clusterBits - 3);
    long needed = (size + perEntry - 1) / perEntry;
    long cluster = 1L << clusterBits;
    long room = ((long) l1Entries * ENTRY + cluster - 1) / cluster * cluster / ENTRY;
    if (needed > room) {
      throw new UnsupportedException(
          Subject.NONE, "the fake host cannot resize a qcow2 image to " + size + " bytes", "");
    }
    ByteBuffer field = ByteBuffer.allocate(ENTRY).putLong(size).flip();
    channel.write(field, SIZE_OFFSET);
    field.clear().putInt((int) needed).flip();
    channel.write(field, L1_ENTRIES_OFFSET);
    if (channel.size() < l1Offset + needed * ENTRY) {
      channel.write(ByteBuffer.allocate(1), l1Offset + needed * ENTRY - 1);
    }
  }
}
