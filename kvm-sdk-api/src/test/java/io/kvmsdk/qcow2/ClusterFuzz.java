package io.kvmsdk.qcow2;

import io.kvmsdk.judge.fuzz.Documented;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;

/**
 * What a fuzzer runs: a compressed cluster is unpacked. The first byte's highest bit says by zstd
 * or not, the others how many bits the cluster's size has above 9.
 */
public final class ClusterFuzz {
  private static final ClusterDecoder[] DECODERS = {ClusterDecoder.of(0), ClusterDecoder.of(1)};

  private ClusterFuzz() {}

  /** Jazzer's entry. */
  public static void fuzzerTestOneInput(byte[] input) {
    int kind = input.length == 0 ? 0 : input[0] & 0xff;
    byte[] cluster = new byte[512 << (kind & 0x7f) % 13];
    byte[] stream = Arrays.copyOfRange(input, Math.min(1, input.length), input.length);
    Documented.run(cluster.length, () -> unpack(DECODERS[kind >> 7], stream, cluster));
  }

  private static void unpack(ClusterDecoder decoder, byte[] stream, byte[] cluster) {
    try {
      decoder.decode(stream, ByteBuffer.wrap(cluster));
    } catch (DataFormatException refused) {
      // as documented
    }
  }
}
