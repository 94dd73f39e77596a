package io.kvmsdk.internal.zstd;

import static io.kvmsdk.internal.zstd.Frames.ALL_REPEAT;
import static io.kvmsdk.internal.zstd.Frames.ALL_RLE;
import static io.kvmsdk.internal.zstd.Frames.BINARY_TREE;
import static io.kvmsdk.internal.zstd.Frames.KIB;
import static io.kvmsdk.internal.zstd.Frames.MAGIC;
import static io.kvmsdk.internal.zstd.Frames.MIB;
import static io.kvmsdk.internal.zstd.Frames.STREAM;
import static io.kvmsdk.internal.zstd.Frames.blocks;
import static io.kvmsdk.internal.zstd.Frames.bytes;
import static io.kvmsdk.internal.zstd.Frames.compressed;
import static io.kvmsdk.internal.zstd.Frames.frame;
import static io.kvmsdk.internal.zstd.Frames.huffmanLiterals;
import static io.kvmsdk.internal.zstd.Frames.join;
import static io.kvmsdk.internal.zstd.Frames.noSequences;
import static io.kvmsdk.internal.zstd.Frames.number;
import static io.kvmsdk.internal.zstd.Frames.raw;
import static io.kvmsdk.internal.zstd.Frames.rawLiterals;
import static io.kvmsdk.internal.zstd.Frames.repeated;
import static io.kvmsdk.internal.zstd.Frames.sequence;
import static io.kvmsdk.internal.zstd.Frames.skippable;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule of the format that a source can break, and what is said then. */
class ZstdRefusalTest {
  /** Room for whatever a case writes before it fails. */
  private static final int ROOMY = 4096;

  private record Case(byte[] source, int target, String section, String problem) {
    @Override
    public String toString() {
      return section + ", " + problem;
    }
  }

  private static Case refused(byte[] source, String section, String problem) {
    return new Case(source, ROOMY, section, problem);
  }

  private static Case literals(byte[] section, String where, String problem) {
    return refused(frame(compressed(section, noSequences())), where, problem);
  }

  private static Case tree(String problem, String where, int... tree) {
    return literals(huffmanLiterals(2, 0, 7, bytes(tree), bytes(0xff)), where, problem);
  }

  /** Of a sequences section behind two literals. */
  private static Case sequences(String problem, String where, int... section) {
    return refused(frame(compressed(rawLiterals("ab"), bytes(section))), where, problem);
  }

  private static byte[] header(int descriptor, byte[]... fields) {
    return join(MAGIC, bytes(descriptor), join(fields), blocks(raw("abc")));
  }

  static Stream<Case> frames() {
    byte[] wrongChecksum = STREAM.clone();
    wrongChecksum[wrongChecksum.length - 1]++;
    return Stream.of(
        refused(new byte[0], "3.1.1", "4 bytes are needed, 0 are left"),
        refused(new byte[9], "3.1.1", "no frame begins with 00000000; 0 of 4096 bytes are decoded"),
        refused(join(frame(raw("a")), new byte[9]), "3.1.1", "1 of 4096 bytes are decoded"),
        refused(frame(raw("a")), "3.1.1", "4 bytes are needed, 0 are left"),
        refused(Arrays.copyOf(skippable("abc"), 10), "3.1.2", "3 bytes are needed, 2 are left"),
        refused(header(1 << 3, bytes(MIB)), "3.1.1.1.1.4", "a reserved bit"),
        refused(header(1, bytes(MIB, 7)), "3.1.1.1.3", "dictionary 7 is needed"),
        refused(header(3, bytes(MIB), number(4, -1)), "3.1.1.1.3", "dictionary 4294967295 is"),
        refused(header(2 << 6, bytes(MIB), number(4, 5000)), "3.1.1.1.4", "holds 5000 bytes"),
        refused(header(3 << 6, bytes(MIB), number(8, -1)), "3.1.1.1.4", "18446744073709551615"),
        refused(header(2 << 6, bytes(MIB), number(4, 4)), "3.1.1.1.4", "3 bytes are decoded;"),
        new Case(wrongChecksum, 24, "3.1.1", "the checksum is 0ed3c348, not 0fd3c348"),
        new Case(Arrays.copyOf(STREAM, 20), 24, "3.1.1", "4 bytes are needed, 2 are left"));
  }

  static Stream<Case> blockRules() {
    return Stream.of(
        refused(frame(new Frames.Block(3, 0, bytes())), "3.1.1.2.2", "the reserved type"),
        refused(frame(KIB, repeated('a', 1025)), "3.1.1.2.3", "1025 bytes; 1024 are the most"),
        refused(frame(repeated('a', 131_073)), "3.1.1.2.3", "131073 bytes; 131072 are the most"),
        refused(frame(new Frames.Block(0, 4, bytes(1))), "3.1.1.2.4", "4 bytes are needed"),
        refused(frame(new Frames.Block(1, 4, bytes())), "3.1.1.2.4", "1 bytes are needed"),
        new Case(frame(raw("abc")), 2, "3.1.1.2.4", "3 bytes are to be written, 2 have room"),
        new Case(frame(repeated('a', 3)), 2, "3.1.1.2.4", "3 bytes are to be written"),
        refused(frame(new Frames.Block(2, 0, bytes())), "3.1.1.3.1.1", "1 bytes are needed"));
  }

  static Stream<Case> literalsRules() {
    byte[] four = bytes(0x80, 0x10, 255, 255, 255, 255, 255, 255, 1, 1, 1, 1);
    return Stream.of(
        literals(number(3, 0b1100 | 5000 << 4), "3.1.1.3.1.1", "5000 literals, and room for 4096"),
        literals(bytes(9 << 3, 'a'), "3.1.1.3.1.2", "9 bytes are needed, 2 are left"),
        refused(frame(compressed(bytes(1 | 9 << 3))), "3.1.1.3.1.3", "1 bytes are needed"),
        literals(number(3, 2 | 900 << 14), "3.1.1.3.1.4", "900 bytes are needed"),
        literals(huffmanLiterals(3, 0, 2, bytes(5)), "3.1.1.3.1.4", "and there was none"),
        literals(huffmanLiterals(2, 1, 5, four), "3.1.1.3.1.1", "too few for four streams"),
        literals(huffmanLiterals(2, 1, 8, four), "3.1.1.3.1.6", "65535 bytes are needed"),
        literals(huffmanLiterals(2, 0, 7, BINARY_TREE), "4.2.2", "no final-bit flag"),
        literals(huffmanLiterals(2, 0, 7, BINARY_TREE, bytes(0)), "4.2.2", "no final-bit flag"),
        literals(huffmanLiterals(2, 0, 7, BINARY_TREE, bytes(5)), "4.2.2", "does not end with"),
        literals(huffmanLiterals(2, 0, 3, BINARY_TREE, bytes(255)), "4.2.2", "does not end with"),
        tree("the weights of a Huffman tree make no tree", "4.2.1", 0x80, 0x00),
        tree("the weights of a Huffman tree make no tree", "4.2.1", 0x81, 0x31),
        tree("the weights of a Huffman tree make no tree", "4.2.1", 0x81, 0xbb),
        tree("a weight is 12", "4.2.1.1", 0x80, 0xc0),
        tree("100 bytes are needed, 1 are left", "4.2.1.1", 100),
        tree("an accuracy log is 7; 6 is the most", "4.1.1", 1, 2),
        tree("a distribution has more than 12 symbols", "4.1.1", 4, 0x10, 0xfe, 0xff, 0xff),
        tree("a bit stream has no final-bit flag", "4.2.1.2", 2, 0xf0, 0x03),
        tree("the weights have no states to begin with", "4.2.1.2", 3, 0xf0, 0x03, 0xff),
        tree("there are more than 255 weights", "4.2.1.2", 4, 0xf0, 0x03, 0x00, 0x04));
  }

  static Stream<Case> sequencesRules() {
    return Stream.of(
        sequences("1 bytes are needed", "3.1.1.3.2.1"),
        sequences("2 bytes are needed", "3.1.1.3.2.1", 255, 1),
        sequences("a section without sequences goes on", "3.1.1.3.2.1", 0, 1),
        sequences("reserved bits", "3.1.1.3.2.1", 1, 1),
        sequences("and there was none", "3.1.1.3.2.1", 1, ALL_REPEAT),
        sequences("LITERALS_LENGTH has no code 36", "3.1.1.3.2.1.1", 1, 0b01_00_00_00, 36),
        sequences("OFFSET has no code 32", "3.1.1.3.2.1.1", 1, 0b00_01_00_00, 32),
        sequences("MATCH_LENGTH has no code 53", "3.1.1.3.2.1.1", 1, 0b00_00_01_00, 53),
        sequences("log is 10; 9 is the most", "4.1.1", 1, 0b10_00_00_00, 5),
        sequences("log is 9; 8 is the most", "4.1.1", 1, 0b00_10_00_00, 4),
        sequences("log is 10; 9 is the most", "4.1.1", 1, 0b00_00_10_00, 5),
        sequences("bytes are needed, 1 are left", "4.1.1", 1, 0b10_00_00_00, 0),
        sequences("36 symbols", "4.1.1", 1, 0b10_00_00_00, 0x10, 0xfe, 0xff, 0xff, 0xff, 0xff),
        sequences("no final-bit flag", "3.1.1.3.2.1.2", 1, ALL_RLE, 0, 0, 0),
        sequences("no final-bit flag", "3.1.1.3.2.1.2", 1, ALL_RLE, 0, 0, 0, 0),
        sequences("ends before the sequences do", "3.1.1.3.2.1.2", 1, ALL_RLE, 2, 8, 3, 5),
        sequences("has 1 bits behind the last", "3.1.1.3.2.1.2", 1, ALL_RLE, 2, 2, 3, 0b1_010));
  }

  static Stream<Case> executionRules() {
    byte[] eight = frame(compressed(rawLiterals("ab"), sequence(2, 2, 3, 0b1_01)));
    byte[] repeatMinusOne = sequence(0, 1, 0, 0b1_1);
    byte[] beyondTheWindow = sequence(0, 10, 0, 4, 0b1_00);
    byte[] farthest = sequence(0, 31, 0, 0xff, 0xff, 0xff, 0xff);
    return Stream.of(
        sequences("3 literals are needed, 2 are left", "3.1.1.4", 1, ALL_RLE, 3, 0, 0, 1),
        new Case(eight, 7, "3.1.1.4", "8 bytes are to be written, 7 have room"),
        new Case(
            frame(compressed(rawLiterals("abrest"), sequence(2, 2, 3, 0b1_01))),
            11,
            "3.1.1.4",
            "4 bytes are to be written, 3 have room"),
        sequences("a match lies 3 bytes back", "3.1.1.4", 1, ALL_RLE, 2, 2, 0, 0b1_10),
        refused(
            frame(raw("a"), compressed(rawLiterals(""), repeatMinusOne)),
            "3.1.1.4",
            "a match lies 0 bytes back"),
        refused(
            frame(KIB, repeated('a', 999), raw("bc"), raw("z".repeat(99)), window(beyondTheWindow)),
            "3.1.1.4",
            "a match lies 1025 bytes back"),
        refused(
            frame(raw("a"), compressed(rawLiterals(""), farthest)),
            "3.1.1.4",
            "a match lies 2147483647 bytes back"),
        refused(
            join(frame(raw("before")), frame(window(sequence(0, 2, 0, 0b1_00)))),
            "3.1.1.4",
            "a match lies 1 bytes back"));
  }

  private static Frames.Block window(byte[] sequences) {
    return compressed(rawLiterals(""), sequences);
  }

  @ParameterizedTest
  @MethodSource({"frames", "blockRules", "literalsRules", "sequencesRules", "executionRules"})
  void brokenRule_isNamed(Case rule) {
    assertThatExceptionOfType(ZstdException.class)
        .isThrownBy(
            () ->
                new ZstdDecoder().decode(rule.source, 0, rule.source.length, new byte[rule.target]))
        .withMessageContaining(rule.problem)
        .withMessageEndingWith("; RFC 8878, " + rule.section + ")")
        .matches(e -> e.section().equals(rule.section))
        .matches(e -> e.byteOffset() >= 0 && e.byteOffset() <= rule.source.length);
  }
}
