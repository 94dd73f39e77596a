package io.kvmsdk.qcow2;

import io.kvmsdk.qcow2.CopyPiece.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A piece that was read, and what came of it: made by any thread, written by one. */
final class CopyBlock {
  private final ByteBuffer bytes = ByteBuffer.allocateDirect(CopyPlan.BLOCK);

  /** Made when it is needed for the first time. */
  private Optional<ByteBuffer> below = Optional.empty();

  private final List<Part> parts = new ArrayList<>();

  /**
   * A part of the piece.
   *
   * @param kind {@code SAME}, {@code ZEROS}, or {@code STORED} for what has to be written
   * @param at in the block
   * @param deflated its compressed form, if that is to be written instead
   */
  private record Part(Kind kind, int at, int length, Optional<ByteBuffer> deflated) {
    boolean goesOnIn(Part next) {
      return kind == next.kind && deflated.isEmpty() && next.deflated.isEmpty();
    }

    Part and(Part next) {
      return new Part(kind, at, length + next.length, deflated);
    }
  }

  /** How blocks are read. */
  record Reading(DiskDifference difference, int grain, boolean zeros, boolean compress) {}

  /** Reads {@code piece}, and finds out what of it is to be written. */
  void read(CopyPiece piece, Reading how) {
    parts.clear();
    bytes.clear().limit((int) piece.length());
    how.difference.read(piece.start(), bytes);
    boolean compare = piece.kind() == Kind.COMPARE;
    if (compare) {
      readBelow(piece, how.difference);
    }
    int grain = how.grain;
    int at = 0;
    while (at < piece.length()) {
      int aligned = grain - (int) (piece.start() + at & grain - 1);
      int length = (int) Math.min(aligned, piece.length() - at);
      add(new Part(kind(at, length, compare, how.zeros), at, length, Optional.empty()));
      at += length;
    }
    if (how.compress) {
      compress(grain);
    }
  }

  private void readBelow(CopyPiece piece, DiskDifference difference) {
    if (below.isEmpty()) {
      below = Optional.of(ByteBuffer.allocateDirect(CopyPlan.BLOCK));
    }
    ByteBuffer dst = below.get().clear().limit((int) piece.length());
    difference.readBelow(piece.start(), dst);
  }

  private Kind kind(int at, int length, boolean compare, boolean zeros) {
    if (compare && bytes.slice(at, length).equals(below.orElseThrow().slice(at, length))) {
      return Kind.SAME;
    }
    return zeros && Zeros.only(bytes, at, length) ? Kind.ZEROS : Kind.STORED;
  }

  private void add(Part part) {
    Part last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
    if (last != null && last.goesOnIn(part)) {
      parts.set(parts.size() - 1, last.and(part));
    } else {
      parts.add(part);
    }
  }

  /** Compresses what is to be written, a cluster at a time, where that makes it shorter. */
  private void compress(int cluster) {
    List<Part> whole = List.copyOf(parts);
    parts.clear();
    try (ClusterDeflater deflater = new ClusterDeflater(cluster)) {
      byte[] content = new byte[cluster];
      for (Part part : whole) {
        if (part.kind == Kind.STORED) {
          compress(part, content, deflater);
        } else {
          parts.add(part);
        }
      }
    }
  }

  private void compress(Part part, byte[] cluster, ClusterDeflater deflater) {
    for (int at = part.at; at < part.at + part.length; at += cluster.length) {
      int length = Math.min(cluster.length, part.at + part.length - at);
      Arrays.fill(cluster, length, cluster.length, (byte) 0);
      bytes.get(at, cluster, 0, length);
      Optional<ByteBuffer> deflated = deflater.deflate(cluster).map(CopyBlock::copy);
      add(new Part(Kind.STORED, at, length, deflated));
    }
  }

  /** The deflater uses its own buffer again. */
  private static ByteBuffer copy(ByteBuffer deflated) {
    return ByteBuffer.allocate(deflated.remaining()).put(deflated).flip();
  }

  /** Tells {@code target} what came of the piece that begins at {@code start}. */
  void writeTo(CopyTarget target, long start) throws IOException {
    for (Part part : parts) {
      if (part.kind == Kind.ZEROS) {
        target.zeros(start + part.at, part.length);
      } else if (part.deflated.isPresent()) {
        target.compressed(start + part.at, part.deflated.get());
      } else if (part.kind == Kind.STORED) {
        target.write(start + part.at, bytes.slice(part.at, part.length));
      }
    }
  }
}
