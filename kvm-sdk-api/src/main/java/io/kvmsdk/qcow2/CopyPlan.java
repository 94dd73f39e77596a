package io.kvmsdk.qcow2;

import io.kvmsdk.qcow2.CopyPiece.Kind;
import java.util.Optional;
import java.util.function.Predicate;

/** The pieces of a copy in the disk's order: whole units of the target, as long as can be. */
final class CopyPlan {
  /** What is read at once; no less than the largest cluster. */
  static final int BLOCK = 2 << 20;

  /** Progress is told, and interrupts are noticed, between such pieces. */
  private static final long LONGEST = 64 << 20;

  private final DiskDifference difference;
  private final long size;
  private final int unit;
  private final Predicate<CopyPiece> looksAt;
  private long at;

  /**
   * @param size of the copy, in bytes
   * @param unit what the target can map, in bytes: a power of two
   * @param looksAt whether a stored piece is to be read, so that zeros in it are found
   */
  CopyPlan(DiskDifference difference, long size, int unit, Predicate<CopyPiece> looksAt) {
    this.difference = difference;
    this.size = size;
    this.unit = unit;
    this.looksAt = looksAt;
  }

  /** The next piece, if there is another one. */
  Optional<CopyPiece> next() {
    if (at == size) {
      return Optional.empty();
    }
    CopyPiece piece = pieceAt(at);
    long limit = limit(piece);
    while (piece.end() < limit) {
      CopyPiece more = pieceAt(piece.end());
      if (!piece.goesOnIn(more)) {
        break;
      }
      piece = piece.withLength(piece.length() + more.length());
    }
    piece = piece.withLength(Math.min(piece.end(), limit) - at);
    at = piece.end();
    return Optional.of(piece);
  }

  private long limit(CopyPiece piece) {
    long length = piece.mustBeRead() ? BLOCK : LONGEST;
    return Math.min(size, piece.start() / length * length + length);
  }

  private CopyPiece pieceAt(long start) {
    CopyPiece piece = difference.find(start, size - start);
    long whole = piece.end() == size ? size : piece.end() & -unit;
    if (whole <= start) {
      return CopyPiece.of(difference.mixed(), start, Math.min(unit, size - start));
    }
    boolean look = piece.kind() == Kind.STORED && looksAt.test(piece);
    return look ? CopyPiece.of(Kind.READ, start, whole - start) : piece.withLength(whole - start);
  }
}
