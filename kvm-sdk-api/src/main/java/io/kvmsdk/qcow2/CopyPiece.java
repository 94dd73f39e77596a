package io.kvmsdk.qcow2;

import java.nio.channels.FileChannel;
import java.util.Optional;

/**
 * A piece of a disk, and what has to be done about it in its copy.
 *
 * @param start in the disk, in bytes
 * @param length in bytes; more than 0
 * @param from where a {@link Kind#STORED} piece lies
 * @param offset of its first byte there
 */
record CopyPiece(Kind kind, long start, long length, Optional<FileChannel> from, long offset) {
  enum Kind {
    /** Nothing: what lies below the copy reads the same. */
    SAME,
    /** The copy has to read as zeros. */
    ZEROS,
    /** Its bytes lie in a file as they are. */
    STORED,
    /** Its bytes have to be read through the disk. */
    READ,
    /** As {@link #READ}; where that is what lies below, nothing has to be done. */
    COMPARE
  }

  static CopyPiece of(Kind kind, long start, long length) {
    return new CopyPiece(kind, start, length, Optional.empty(), 0);
  }

  static CopyPiece stored(long start, long length, FileChannel from, long offset) {
    return new CopyPiece(Kind.STORED, start, length, Optional.of(from), offset);
  }

  long end() {
    return start + length;
  }

  boolean mustBeRead() {
    return kind == Kind.READ || kind == Kind.COMPARE;
  }

  /** Whether {@code next}, which begins where this ends, only continues it. */
  boolean goesOnIn(CopyPiece next) {
    return kind == next.kind
        && from.equals(next.from)
        && (from.isEmpty() || offset + length == next.offset);
  }

  CopyPiece withLength(long newLength) {
    return new CopyPiece(kind, start, newLength, from, offset);
  }
}
