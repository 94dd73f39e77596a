package io.kvmsdk.internal.zstd;

/** Decodes the blocks of a frame (RFC 8878, 3.1.1.2). */
final class Blocks {
  private static final String TYPE = "3.1.1.2.2";
  private static final String SIZE = "3.1.1.2.3";
  private static final String CONTENT = "3.1.1.2.4";
  private static final int MOST = 128 << 10;

  private final LiteralsSection literals = new LiteralsSection();
  private final SequencesSection sequences = new SequencesSection();

  /** Appends all blocks, up to and with the last one. */
  void decode(Input in, long windowSize, Output out) throws ZstdException {
    literals.reset();
    sequences.reset();
    int most = (int) Math.min(windowSize, MOST);
    boolean last;
    do {
      int header = (int) in.number(3, "3.1.1.2");
      last = (header & 1) == 1;
      decode(in, header >> 1 & 3, header >> 3, most, out);
    } while (!last);
  }

  private void decode(Input in, int type, int size, int most, Output out) throws ZstdException {
    if (size > most) {
      throw in.fault(SIZE, "a block has " + size + " bytes; " + most + " are the most");
    }
    out.beginBlock(most);
    switch (type) {
      case 0 -> raw(in.part(size, CONTENT), out);
      case 1 -> repeated(in, size, out);
      case 2 -> compressed(in.part(size, CONTENT), out);
      default -> throw in.fault(TYPE, "a block is of the reserved type");
    }
  }

  private static void raw(Input in, Output out) throws ZstdException {
    requireRoom(in, in.remaining(), out);
    out.append(in.bytes(), in.position(), in.remaining());
  }

  private static void repeated(Input in, int count, Output out) throws ZstdException {
    byte value = (byte) in.u8(CONTENT);
    requireRoom(in, count, out);
    out.repeat(value, count);
  }

  private void compressed(Input in, Output out) throws ZstdException {
    literals.read(in, out.room());
    sequences.execute(in, literals, out);
  }

  private static void requireRoom(Input in, int count, Output out) throws ZstdException {
    if (count > out.room()) {
      throw in.fault(CONTENT, count + " bytes are to be written, " + out.room() + " have room");
    }
  }
}
