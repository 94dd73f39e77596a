package io.kvmsdk.iso.internal.tree;

import java.nio.ByteBuffer;

/** The content of a file, as readers see it, at any position. Safe for use by several threads. */
public interface NodeData {
  /** In bytes. */
  long size();

  /**
   * Reads from {@code position} on.
   *
   * @return how many bytes, which may be less than there is room for, but not 0 if there is any; -1
   *     at the end
   */
  int read(long position, ByteBuffer target);

  /** Frees memory that lies outside of the heap; the next read takes it again. */
  default void release() {}
}
