package io.kvmsdk.qcow2;

import io.kvmsdk.internal.zstd.ZstdDecoder;
import io.kvmsdk.internal.zstd.ZstdException;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Unpacks one compressed cluster. */
@FunctionalInterface
interface ClusterDecoder {
  /**
   * Fills {@code dst} from the stream that begins {@code src}; what follows it is of no interest.
   *
   * @throws DataFormatException if the stream is broken, or yields less than {@code dst}
   */
  void decode(byte[] src, byte[] dst) throws DataFormatException;

  /**
   * The decoder that the header's compression_type names; many threads may use it.
   *
   * @param compressionType 0 zlib, 1 zstd
   */
  static ClusterDecoder of(int compressionType) {
    return compressionType == 0 ? ClusterDecoder::inflate : zstd();
  }

  /** Its tables are kept for the next cluster, for as many threads as decode at once. */
  private static ClusterDecoder zstd() {
    Queue<ZstdDecoder> idle = new ConcurrentLinkedQueue<>();
    return (src, dst) -> {
      ZstdDecoder decoder = Objects.requireNonNullElseGet(idle.poll(), ZstdDecoder::new);
      try {
        decoder.decode(src, 0, src.length, dst);
      } catch (ZstdException e) {
        throw new DataFormatException(e.getMessage());
      } finally {
        idle.add(decoder);
      }
    };
  }

  /** Raw deflate, without zlib's frame. */
  private static void inflate(byte[] src, byte[] dst) throws DataFormatException {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(src);
      int filled = 0;
      while (filled < dst.length) {
        int n = inflater.inflate(dst, filled, dst.length - filled);
        if (n == 0) {
          throw new DataFormatException("it ends after " + filled + " of " + dst.length + " bytes");
        }
        filled += n;
      }
    } finally {
      inflater.end();
    }
  }
}
