package io.kvmsdk.internal.zstd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Frames that were cut off or changed by chance cost a typed exception at most, and little time.
 */
@Timeout(180)
class ZstdHostileTest {
  private static final int MUTATIONS = 100_000;

  record Sample(byte[] frame, int length) {
    @Override
    public String toString() {
      return frame.length + " bytes";
    }
  }

  static Stream<Sample> samples() {
    List<Sample> all = new ArrayList<>();
    all.add(new Sample(Frames.STREAM, Frames.STREAM_CONTENT.length));
    for (Frames.Recorded recorded : Frames.Recorded.values()) {
      all.add(new Sample(recorded.frame(), recorded.content().length));
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void frame_whenCutOffAnywhere_isRefused(Sample sample) {
    ZstdDecoder decoder = new ZstdDecoder();
    for (int length = 0; length < sample.frame.length; length++) {
      byte[] cut = Arrays.copyOf(sample.frame, length);
      assertThatExceptionOfType(ZstdException.class)
          .as("cut off at byte %d", length)
          .isThrownBy(() -> decoder.decode(cut, 0, cut.length, new byte[sample.length]));
    }
  }

  @Test
  void frame_whenMutated_isDecodedOrRefused() {
    List<Sample> samples = samples().toList();
    ZstdDecoder decoder = new ZstdDecoder();
    Random random = new Random(8878);
    int refused = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      Sample sample = samples.get(random.nextInt(samples.size()));
      refused += refuses(decoder, mutated(sample.frame, random), sample.length) ? 1 : 0;
    }
    assertThat(refused).isBetween(MUTATIONS / 2, MUTATIONS - 1);
  }

  static boolean refuses(ZstdDecoder decoder, byte[] frame, int length) {
    try {
      decoder.decode(frame, 0, frame.length, new byte[length]);
      return false;
    } catch (ZstdException expected) {
      return true;
    }
  }

  /** One to four bits or bytes changed, and now and then a part moved or lost. */
  static byte[] mutated(byte[] frame, Random random) {
    byte[] out = frame.clone();
    for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
      int at = 4 + random.nextInt(out.length - 4);
      switch (random.nextInt(4)) {
        case 0 -> out[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> out[at] = (byte) random.nextInt();
        case 2 -> out[at] = (byte) -random.nextInt(2);
        default -> move(out, at, random);
      }
    }
    return random.nextInt(8) == 0 ? Arrays.copyOf(out, random.nextInt(out.length)) : out;
  }

  private static void move(byte[] out, int at, Random random) {
    int from = random.nextInt(out.length);
    int length = random.nextInt(1 + Math.min(8, out.length - Math.max(from, at)));
    System.arraycopy(out, from, out, at, length);
  }
}
