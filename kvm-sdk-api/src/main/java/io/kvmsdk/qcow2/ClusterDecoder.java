package io.kvmsdk.qcow2;

import io.kvmsdk.internal.zstd.ZstdDecoder;
import io.kvmsdk.internal.zstd.ZstdException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Unpacks compressed clusters, for as many threads as there are. What each of them needs is kept
 * for the next cluster.
 */
interface ClusterDecoder extends AutoCloseable {
  /**
   * Fills {@code dst} from the stream that begins {@code src}; what follows it is of no interest.
   *
   * @throws DataFormatException if the stream is broken, or yields less than {@code dst}
   */
  void decode(byte[] src, ByteBuffer dst) throws DataFormatException;

  @Override
  void close();

  /**
   * The decoder that the header's compression_type names.
   *
   * @param compressionType 0 zlib, 1 zstd
   */
  static ClusterDecoder of(int compressionType) {
    return compressionType == 0 ? new Deflate() : new Zstd();
  }

  /** Raw deflate, without zlib's frame. */
  final class Deflate implements ClusterDecoder {
    private final Queue<Inflater> idle = new ConcurrentLinkedQueue<>();

    @Override
    public void decode(byte[] src, ByteBuffer dst) throws DataFormatException {
      Inflater known = idle.poll();
      Inflater inflater = known != null ? known : new Inflater(true);
      try {
        inflater.setInput(src);
        inflate(inflater, dst);
      } finally {
        inflater.reset();
        idle.add(inflater);
      }
    }

    private static void inflate(Inflater inflater, ByteBuffer dst) throws DataFormatException {
      int length = dst.remaining();
      while (dst.hasRemaining()) {
        if (inflater.inflate(dst) == 0) {
          throw new DataFormatException(
              "it ends after " + (length - dst.remaining()) + " of " + length + " bytes");
        }
      }
    }

    /** Their memory is not the heap's, which therefore would free it late. */
    @Override
    public void close() {
      for (Inflater inflater = idle.poll(); inflater != null; inflater = idle.poll()) {
        inflater.end();
      }
    }
  }

  /** RFC 8878. */
  final class Zstd implements ClusterDecoder {
    private final Queue<ZstdDecoder> idle = new ConcurrentLinkedQueue<>();

    @Override
    public void decode(byte[] src, ByteBuffer dst) throws DataFormatException {
      ZstdDecoder decoder = Objects.requireNonNullElseGet(idle.poll(), ZstdDecoder::new);
      byte[] content = new byte[dst.remaining()];
      try {
        decoder.decode(src, 0, src.length, content);
      } catch (ZstdException e) {
        throw new DataFormatException(e.getMessage());
      } finally {
        idle.add(decoder);
      }
      dst.put(content);
    }

    @Override
    public void close() {
      idle.clear();
    }
  }
}
