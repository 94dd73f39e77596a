package io.kvmsdk.internal.zstd;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** Frames that are written by hand, and some that zstd 1.5.4 has written. */
final class Frames {
  static final byte[] MAGIC = bytes(0x28, 0xb5, 0x2f, 0xfd);

  /** "abc" eight times, as a stream: no content size, a checksum, the three predefined tables. */
  static final byte[] STREAM = hex("28b52ffd04684d00001861626301007e6e0848c3d30e");

  static final byte[] STREAM_CONTENT = "abc".repeat(8).getBytes(StandardCharsets.US_ASCII);

  /** A window of 1 KiB and of 1 MiB. */
  static final int KIB = 0;

  static final int MIB = 10 << 3;

  /** Modes of the three tables in a sequences section. */
  static final int ALL_RLE = 0b01_01_01_00;

  static final int ALL_REPEAT = 0b11_11_11_00;

  /** Huffman tree of two literals, 0 and 1, each its own code; weights are direct. */
  static final byte[] BINARY_TREE = bytes(0x80, 0x10);

  private Frames() {}

  /** A frame of zstd's that shows what its name says, and its content. */
  enum Recorded {
    FSE_WEIGHTS_AND_ONE_STREAM(
        Samples.LETTERS,
        60,
        0,
        "28b52ffd203c6d0100c2430a0cd03da008294222c90100ce03900273f47dbb6e29082264fefa1cc2"
            + "968fff19831d241cb77144470200"),
    FOUR_STREAMS(
        Samples.LETTERS,
        300,
        2,
        "28b52ffd602c002d0500c6522811d0653800104208d9522629654a0c00e022230021002200434326"
            + "a44cbdb108bb131170f1088484b5029ea45c1cc585db41ec52b9436f1ba62b03bee795ecc1e28445"
            + "e72ab5e1aada6dc8e5445bf2f34580a19e54b92ec63459f7016cdcab4b50d6e4d98158c34334a420"
            + "3e87f8fa33275066af125cc79e2b438b7696072fc60cb7740656d60b5e42239c41ef18d6d9e7ed1b"
            + "0278cd4d1bcf9e318ace984a671300"),
    FSE_LITERALS_LENGTHS_AND_OFFSETS(
        Samples.RECORDS,
        600,
        2,
        "28b52ffd605801bd0200b403228708cbd6519f7b00b9143a3587cb64feb9ddf7e24a91e2a345dedc"
            + "43fa77a2b80d5e437b12ba90c51349294cec52de03030003030003010102000ca010f0faff39b099"
            + "0704456a124a84f32712e49e2902e62077"),
    FSE_MATCH_LENGTHS(
        Samples.TEXT,
        600,
        2,
        "28b52ffd60580195080026d42e12c01b0ea8575b6e23524a291303bc0e420e0b28002800290056b3"
            + "f657ba5030b726093f7cd4a21221004179ad878fc76e8145a5ab99dbdc8bf9a0dc6b7a9a662808ed"
            + "aa5e37c429d5dd45170f83e3b3cb348fee12b381a0308c6fc59902815d82c81c625d3a16410c53fa"
            + "af93f51c4e452d71ec534040db0b6388c9a773140582d7947412ae684eccbd3b072bb3136a0f0140"
            + "40b5227ac770d109a6aba685a11b86a8da7cddcb9d2152f8c5f02aba47281058051327ea40f08213"
            + "22282042c3ccda0310320162632c06f1218091f9c65d40f2e30082045821a220b44060a5d6d11268"
            + "4320af5cc961b68d128664e870dc3780461b04a0e783aa70bedec7a48b2d42ba8969f48bf235fa48"
            + "c024b822");

    private final byte[] frame;
    private final byte[] content;

    Recorded(Samples kind, int length, long seed, String frame) {
      this.frame = hex(frame);
      this.content = kind.bytes(length, seed);
    }

    byte[] frame() {
      return frame.clone();
    }

    byte[] content() {
      return content.clone();
    }
  }

  /** A block, and what its header says of its size. */
  record Block(int type, int size, byte[] content) {}

  static Block raw(String content) {
    return new Block(0, content.length(), ascii(content));
  }

  static Block repeated(char value, int count) {
    return new Block(1, count, bytes(value));
  }

  static Block compressed(byte[]... sections) {
    byte[] content = join(sections);
    return new Block(2, content.length, content);
  }

  /** A frame with a window of 1 MiB, without content size or checksum. */
  static byte[] frame(Block... blocks) {
    return frame(MIB, blocks);
  }

  static byte[] frame(int windowDescriptor, Block... blocks) {
    return join(MAGIC, bytes(0, windowDescriptor), blocks(blocks));
  }

  /** The blocks, the last of which says so. */
  static byte[] blocks(Block... blocks) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < blocks.length; i++) {
      Block block = blocks[i];
      int last = i == blocks.length - 1 ? 1 : 0;
      out.writeBytes(number(3, last | block.type() << 1 | block.size() << 3));
      out.writeBytes(block.content());
    }
    return out.toByteArray();
  }

  /** A literals section that is no more than these, at most 31. */
  static byte[] rawLiterals(String literals) {
    return join(bytes(literals.length() << 3), ascii(literals));
  }

  /** A literals section with sizes of 10 bits; type 2 begins with a tree, 3 does not. */
  static byte[] huffmanLiterals(int type, int format, int count, byte[]... content) {
    byte[] all = join(content);
    return join(number(3, type | format << 2 | count << 4 | (long) all.length << 14), all);
  }

  /** A sequences section of one sequence, whose codes have RLE tables. */
  static byte[] sequence(int lengthCode, int offsetCode, int matchCode, int... bits) {
    return join(bytes(1, ALL_RLE, lengthCode, offsetCode, matchCode), bytes(bits));
  }

  static byte[] noSequences() {
    return bytes(0);
  }

  static byte[] skippable(String content) {
    return join(number(4, 0x184D2A53), number(4, content.length()), ascii(content));
  }

  static byte[] number(int bytes, long value) {
    byte[] out = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      out[i] = (byte) (value >> 8 * i);
    }
    return out;
  }

  static byte[] bytes(int... values) {
    byte[] out = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      out[i] = (byte) values[i];
    }
    return out;
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Arrays.asList(parts).forEach(out::writeBytes);
    return out.toByteArray();
  }
}
