package io.kvmsdk.internal.zstd;

/** The table in use for one {@link SequenceCode}, which a later block may use again. */
final class SequenceTable {
  private static final String SECTION = "3.1.1.3.2.1";

  private final SequenceCode code;
  private final FseTable own;
  private FseTable current;

  SequenceTable(SequenceCode code) {
    this.code = code;
    this.own = new FseTable(code.mostLog());
  }

  /** Forgets what the last frame has left. */
  void reset() {
    current = null;
  }

  /** The table for the block, by its Symbol_Compression_Mode. */
  FseTable read(Input in, int mode) throws ZstdException {
    current =
        switch (mode) {
          case 0 -> code.predefined();
          case 1 -> own.ofOne(meaning(in));
          case 2 -> own.of(distribution(in), code.meanings());
          default -> current;
        };
    if (current == null) {
      throw in.fault(SECTION, "a table is to be repeated, and there was none");
    }
    return current;
  }

  private long meaning(Input in) throws ZstdException {
    int symbol = in.u8(SECTION);
    if (symbol >= code.meanings().length) {
      throw in.fault("3.1.1.3.2.1.1", code + " has no code " + symbol);
    }
    return code.meanings()[symbol];
  }

  private FseDistribution distribution(Input in) throws ZstdException {
    return FseDistribution.read(in, code.mostLog(), code.meanings().length);
  }
}
