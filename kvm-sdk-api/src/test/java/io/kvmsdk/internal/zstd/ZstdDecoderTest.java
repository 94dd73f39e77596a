package io.kvmsdk.internal.zstd;

import static io.kvmsdk.internal.zstd.Frames.ALL_REPEAT;
import static io.kvmsdk.internal.zstd.Frames.BINARY_TREE;
import static io.kvmsdk.internal.zstd.Frames.KIB;
import static io.kvmsdk.internal.zstd.Frames.MAGIC;
import static io.kvmsdk.internal.zstd.Frames.STREAM;
import static io.kvmsdk.internal.zstd.Frames.STREAM_CONTENT;
import static io.kvmsdk.internal.zstd.Frames.ascii;
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
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each mode of the format once, in frames small enough to be read. */
class ZstdDecoderTest {
  private final ZstdDecoder decoder = new ZstdDecoder();

  private byte[] decode(byte[] source, int length) throws ZstdException {
    byte[] target = new byte[length];
    decoder.decode(source, 0, source.length, target);
    return target;
  }

  private void assertContent(String content, byte[] source) throws ZstdException {
    assertThat(decode(source, content.length())).isEqualTo(ascii(content));
  }

  @Test
  void rawBlock_isItsContent() throws Exception {
    assertContent("as it is", frame(raw("as it is")));
  }

  @Test
  void rleBlock_repeatsAByte() throws Exception {
    assertContent("z".repeat(1000), frame(repeated('z', 1000)));
  }

  @Test
  void blocks_followOneAnother_evenEmptyOnes() throws Exception {
    assertContent("abxxx", frame(raw("ab"), raw(""), repeated('x', 3), raw("")));
  }

  @Test
  void rawLiterals_areTheContent_withoutSequences() throws Exception {
    assertContent("literal", frame(compressed(rawLiterals("literal"), noSequences())));
  }

  @Test
  void rawLiterals_haveSizesOf12And20Bits_too() throws Exception {
    byte[] twelve = join(number(2, 0b0100 | 3 << 4), ascii("abc"));
    byte[] twenty = join(number(3, 0b1100 | 3 << 4), ascii("def"));
    assertContent(
        "abcdef", frame(compressed(twelve, noSequences()), compressed(twenty, noSequences())));
  }

  @Test
  void rleLiterals_repeatAByte() throws Exception {
    assertContent("lllll", frame(compressed(bytes(1 | 5 << 3, 'l'), noSequences())));
  }

  @Test
  void directWeights_makeATree() throws Exception {
    byte[] literals = huffmanLiterals(2, 0, 7, BINARY_TREE, bytes(0b1_0110101));
    assertThat(decode(frame(compressed(literals, noSequences())), 7))
        .containsExactly(0, 1, 1, 0, 1, 0, 1);
  }

  @Test
  void treelessLiterals_useTheLastTree_overBlocksWithoutOne() throws Exception {
    byte[] first = huffmanLiterals(2, 0, 2, BINARY_TREE, bytes(0b1_01));
    byte[] second = huffmanLiterals(3, 0, 3, bytes(0b1_110));
    byte[] source =
        frame(compressed(first, noSequences()), raw("x"), compressed(second, noSequences()));
    assertThat(decode(source, 6)).containsExactly(0, 1, 'x', 1, 1, 0);
  }

  @Test
  void predefinedTables_andAFrameOfAStream_withChecksum() throws Exception {
    assertThat(decode(STREAM, STREAM_CONTENT.length)).isEqualTo(STREAM_CONTENT);
  }

  @Test
  void rleTables_giveAllSequencesTheSameCodes() throws Exception {
    byte[] twoBackSixLong = sequence(2, 2, 3, 0b1_01);
    assertContent("abababab", frame(compressed(rawLiterals("ab"), twoBackSixLong)));
  }

  @Test
  void repeatedTables_areThoseOfTheLastBlockWithSequences() throws Exception {
    byte[] twoBackSixLong = sequence(2, 2, 3, 0b1_01);
    byte[] fourBackSixLong = bytes(1, ALL_REPEAT, 0b1_11);
    byte[] source =
        frame(
            compressed(rawLiterals("ab"), twoBackSixLong),
            compressed(rawLiterals("-"), noSequences()),
            compressed(rawLiterals("cd"), fourBackSixLong));
    assertContent("abababab-cdb-cdb-", source);
  }

  @ParameterizedTest
  @EnumSource
  void recordedFrame_hasItsContent(Frames.Recorded recorded) throws Exception {
    byte[] content = recorded.content();
    assertThat(decode(recorded.frame(), content.length)).isEqualTo(content);
  }

  @Test
  void literalsLeftOver_areAppended() throws Exception {
    byte[] twoBackThreeLong = sequence(2, 2, 0, 0b1_01);
    assertContent("ababarest", frame(compressed(rawLiterals("abrest"), twoBackThreeLong)));
  }

  @Test
  void match_mayOverlapWhatItWrites() throws Exception {
    byte[] oneBackEightLong = sequence(1, 2, 5, 0b1_00);
    assertContent("aaaaaaaaa", frame(compressed(rawLiterals("a"), oneBackEightLong)));
  }

  @Test
  void match_mayReachAsFarAsTheWindow() throws Exception {
    byte[] oneKibBack = sequence(0, 10, 0, 3, 0b1_00);
    byte[] source =
        frame(KIB, raw("abc"), repeated('x', 1021), compressed(rawLiterals(""), oneKibBack));
    assertContent("abc" + "x".repeat(1021) + "abc", source);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void contentSize_hasAnyWidth(int width) throws Exception {
    byte[] content = Samples.NOISE.bytes(width == 1 ? 200 : 300, width);
    int flag = Integer.numberOfTrailingZeros(width);
    byte[] size = number(width, content.length - (width == 2 ? 256 : 0));
    Frames.Block block = new Frames.Block(0, content.length, content);
    byte[] source = join(MAGIC, bytes(flag << 6 | 1 << 5), size, blocks(block));
    assertThat(decode(source, content.length)).isEqualTo(content);
  }

  @Test
  void dictionaryZero_isNone() throws Exception {
    assertContent("a", join(MAGIC, bytes(3, 0), number(4, 0), blocks(raw("a"))));
  }

  @Test
  void skippableFrame_isSkipped() throws Exception {
    assertContent("content", join(skippable("other"), skippable(""), frame(raw("content"))));
  }

  @Test
  void frames_followOneAnother_untilTheTargetIsFull() throws Exception {
    byte[] third = frame(raw("third"));
    assertContent("12", join(frame(raw("1")), skippable("between"), frame(raw("2")), third));
  }

  @Test
  void bytesBehindTheLastFrame_arePadding() throws Exception {
    assertContent("a", join(frame(raw("a")), new byte[511]));
    assertContent("a", join(frame(raw("a")), MAGIC, bytes(255, 255)));
  }

  @Test
  void emptyTarget_takesAnEmptyFrame() throws Exception {
    assertContent("", frame(raw("")));
  }

  @Test
  void source_mayLieAnywhereInItsArray() throws Exception {
    byte[] target = new byte[STREAM_CONTENT.length];
    decoder.decode(join(new byte[3], STREAM, new byte[3]), 3, STREAM.length, target);
    assertThat(target).isEqualTo(STREAM_CONTENT);
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> decoder.decode(STREAM, 1, STREAM.length, target));
  }

  @Test
  void decoder_whenUsedAgain_knowsNothingOfTheLastFrame() throws Exception {
    byte[] tree = huffmanLiterals(2, 0, 2, BINARY_TREE, bytes(0b1_01));
    decode(frame(compressed(tree, noSequences())), 2);
    byte[] treeless = frame(compressed(huffmanLiterals(3, 0, 2, bytes(0b1_01)), noSequences()));
    assertThatExceptionOfType(ZstdException.class).isThrownBy(() -> decode(treeless, 2));
    assertThat(decode(STREAM, STREAM_CONTENT.length)).isEqualTo(STREAM_CONTENT);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 8, 31, 32, 33, 100})
  void checksum_isOfTheFramesContentAlone(int length) throws Exception {
    byte[] content = Samples.NOISE.bytes(length, length);
    long hash = XxHash64.of(join(bytes(1, 2, 3), content), 3, length);
    Frames.Block block = new Frames.Block(0, length, content);
    byte[] hashed = join(MAGIC, bytes(1 << 2, Frames.MIB), blocks(block), number(4, hash));
    assertThat(decode(join(frame(raw("first")), hashed), 5 + length)).endsWith(content);
  }
}
