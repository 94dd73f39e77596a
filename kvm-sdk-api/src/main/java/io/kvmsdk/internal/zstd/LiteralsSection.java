package io.kvmsdk.internal.zstd;

import java.util.Arrays;

/** The literals of a block, and the Huffman tree that a later block may use (3.1.1.3.1). */
final class LiteralsSection {
  private static final String HEADER = "3.1.1.3.1.1";
  private static final String STREAMS = "3.1.1.3.1.4";

  private final HuffmanTable tree = new HuffmanTable();
  private byte[] bytes = new byte[0];
  private int position;
  private int length;

  /** Forgets what the last frame has left. */
  void reset() {
    tree.reset();
  }

  /** Holds the literals; {@link Copy#SHORT} bytes behind any of them can be read, too. */
  byte[] bytes() {
    return bytes;
  }

  int remaining() {
    return length - position;
  }

  /** Takes the next {@code count} literals, and tells where in {@link #bytes} they begin. */
  int take(int count) {
    int from = position;
    position += count;
    return from;
  }

  /**
   * Reads the section.
   *
   * @param most bytes that the block can still write; as many literals make sense
   */
  void read(Input in, int most) throws ZstdException {
    int first = in.u8(HEADER);
    int format = first >> 2 & 3;
    if ((first & 3) < 2) {
      readPlain(in, first, format, most);
    } else {
      readCompressed(in, first, format, most);
    }
    position = 0;
  }

  private void readPlain(Input in, int first, int format, int most) throws ZstdException {
    int size = first >> 3;
    if ((format & 1) == 1) {
      size = first >> 4 | (int) in.number(format == 1 ? 1 : 2, HEADER) << 4;
    }
    makeRoom(in, size, most);
    if ((first & 3) == 0) {
      Input plain = in.part(size, "3.1.1.3.1.2");
      System.arraycopy(plain.bytes(), plain.position(), bytes, 0, size);
    } else {
      Arrays.fill(bytes, 0, size, (byte) in.u8("3.1.1.3.1.3"));
    }
  }

  private void readCompressed(Input in, int first, int format, int most) throws ZstdException {
    int sizeBits = format < 2 ? 10 : format == 2 ? 14 : 18;
    long header = first | in.number(sizeBits / 4, HEADER) << 8;
    int mask = (1 << sizeBits) - 1;
    makeRoom(in, (int) (header >> 4) & mask, most);
    Input streams = in.part(header >> 4 + sizeBits & mask, STREAMS);
    if ((first & 3) == 2) {
      tree.read(streams);
    } else if (tree.isEmpty()) {
      throw in.fault(STREAMS, "the last Huffman tree is to be used, and there was none");
    }
    HuffmanStreams decoder = new HuffmanStreams(tree);
    if (format == 0) {
      decoder.decodeOne(streams, bytes, length);
    } else {
      decoder.decodeFour(streams, bytes, length);
    }
  }

  /** Nothing that a header says is believed beyond what the target can take. */
  private void makeRoom(Input in, int size, int most) throws ZstdException {
    if (size > most) {
      throw in.fault(HEADER, "there are " + size + " literals, and room for " + most);
    }
    if (bytes.length < size + Copy.SHORT) {
      bytes = new byte[most + Copy.SHORT];
    }
    length = size;
  }
}
