package io.kvmsdk.qcow2;

import io.kvmsdk.internal.file.FileCopy;
import io.kvmsdk.progress.Job;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Where a disk is copied to: told front to back, by one thread, in whole units. */
interface CopyTarget {
  /** What can be mapped by itself, in bytes: a power of two. */
  int unit();

  /** Where zeros are looked for, in bytes: a power of two. */
  int grain();

  /** Lets a piece read as zeros. */
  void zeros(long start, long length) throws IOException;

  /** Where the bytes of a piece are to be written, all in a row, in {@link #channel}. */
  long place(long start, long length) throws IOException;

  FileChannel channel();

  /** Writes one unit that was compressed. */
  default void compressed(long start, ByteBuffer deflated) throws IOException {
    throw new IllegalStateException("nothing is compressed here");
  }

  default void write(long start, ByteBuffer bytes) throws IOException {
    ImageFiles.writeAt(channel(), place(start, bytes.remaining()), bytes);
  }

  /** Copies what lies in a file as it is; the kernel lets both share the blocks where it can. */
  default void transfer(CopyPiece stored, Job job) throws IOException {
    channel().position(place(stored.start(), stored.length()));
    FileCopy.transfer(
        stored.from().orElseThrow(), channel(), stored.offset(), stored.length(), job);
  }
}
