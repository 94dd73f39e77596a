package io.kvmsdk.internal.zstd;

/** What joins literals and matches to the content of a block (RFC 8878, 3.1.1.3.2). */
final class SequencesSection {
  private static final String HEADER = "3.1.1.3.2.1";
  private static final String BITS = "3.1.1.3.2.1.2";
  private static final String EXECUTION = "3.1.1.4";

  /** Bits that are left for values, if all three next states are read without a refill: 57 - 26. */
  private static final int VALUE_BITS = 31;

  private final SequenceTable literalsLengths = new SequenceTable(SequenceCode.LITERALS_LENGTH);
  private final SequenceTable offsets = new SequenceTable(SequenceCode.OFFSET);
  private final SequenceTable matchLengths = new SequenceTable(SequenceCode.MATCH_LENGTH);
  private final RepeatOffsets recent = new RepeatOffsets();

  /** Forgets what the last frame has left. */
  void reset() {
    literalsLengths.reset();
    offsets.reset();
    matchLengths.reset();
    recent.reset();
  }

  /** Reads the section and appends the block's content to {@code out}. */
  void execute(Input in, LiteralsSection literals, Output out) throws ZstdException {
    int count = count(in);
    if (count > 0) {
      int modes = in.u8(HEADER);
      if ((modes & 3) != 0) {
        throw in.fault(HEADER, "reserved bits of the compression modes are set");
      }
      FseTable lengths = literalsLengths.read(in, modes >> 6);
      FseTable distances = offsets.read(in, modes >> 4 & 3);
      FseTable matches = matchLengths.read(in, modes >> 2 & 3);
      execute(in, count, lengths, distances, matches, literals, out);
    } else if (in.remaining() > 0) {
      throw in.fault(HEADER, "a section without sequences goes on");
    }
    appendRest(in, literals, out);
  }

  private static int count(Input in) throws ZstdException {
    int first = in.u8(HEADER);
    if (first < 128) {
      return first;
    }
    return first < 255 ? (first - 128 << 8) + in.u8(HEADER) : (int) in.number(2, HEADER) + 0x7f00;
  }

  /** The loop that most blocks spend their time in; the order of reading is the RFC's. */
  private void execute(
      Input in,
      int count,
      FseTable lengthTable,
      FseTable offsetTable,
      FseTable matchTable,
      LiteralsSection literals,
      Output out)
      throws ZstdException {
    BackwardBits bits = new BackwardBits(in, BITS);
    long[] lengthCells = lengthTable.cells();
    long[] offsetCells = offsetTable.cells();
    long[] matchCells = matchTable.cells();
    int lengthState = (int) bits.read(lengthTable.log());
    int offsetState = (int) bits.read(offsetTable.log());
    int matchState = (int) bits.read(matchTable.log());
    for (int left = count; left > 0; left--) {
      long lengthCell = lengthCells[lengthState];
      long offsetCell = offsetCells[offsetState];
      long matchCell = matchCells[matchState];
      int offsetBits = FseTable.extraBits(offsetCell);
      int matchBits = FseTable.extraBits(matchCell);
      int lengthBits = FseTable.extraBits(lengthCell);
      bits.refill();
      long offset = FseTable.value(offsetCell) + bits.read(offsetBits);
      int match = (int) (FseTable.value(matchCell) + bits.read(matchBits));
      if (offsetBits + matchBits + lengthBits > VALUE_BITS) {
        bits.refill();
      }
      int length = (int) (FseTable.value(lengthCell) + bits.read(lengthBits));
      if (left > 1) {
        lengthState = next(lengthCell, bits);
        matchState = next(matchCell, bits);
        offsetState = next(offsetCell, bits);
      }
      if (bits.overrun()) {
        throw in.fault(BITS, "the bit stream ends before the sequences do");
      }
      append(in, literals, length, recent.use(offset, length == 0), match, out);
    }
    if (bits.left() != 0) {
      throw in.fault(BITS, "the bit stream has " + bits.left() + " bits behind the last sequence");
    }
  }

  private static int next(long cell, BackwardBits bits) {
    return FseTable.nextBaseline(cell) + (int) bits.read(FseTable.nextBits(cell));
  }

  private static void append(
      Input in, LiteralsSection literals, int length, int offset, int match, Output out)
      throws ZstdException {
    if (length > literals.remaining()
        || length + match > out.room()
        || !out.reaches(offset, length)) {
      throw refused(in, literals, length, offset, match, out);
    }
    out.literals(literals.bytes(), literals.take(length), length);
    out.match(offset, match);
  }

  private static ZstdException refused(
      Input in, LiteralsSection literals, int length, int offset, int match, Output out) {
    if (length > literals.remaining()) {
      return in.fault(
          EXECUTION, length + " literals are needed, " + literals.remaining() + " are left");
    }
    if (length + match > out.room()) {
      return in.fault(
          EXECUTION, length + match + " bytes are to be written, " + out.room() + " have room");
    }
    return in.fault(
        EXECUTION, "a match lies " + offset + " bytes back, before the frame or its window");
  }

  private static void appendRest(Input in, LiteralsSection literals, Output out)
      throws ZstdException {
    int length = literals.remaining();
    if (length > out.room()) {
      throw refused(in, literals, length, 0, 0, out);
    }
    out.append(literals.bytes(), literals.take(length), length);
  }
}
