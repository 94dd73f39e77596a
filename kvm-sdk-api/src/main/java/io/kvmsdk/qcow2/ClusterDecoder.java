package io.kvmsdk.qcow2;

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
   * The decoder that the header's compression_type names.
   *
   * @throws io.kvmsdk.error.UnsupportedException if it is not known here
   */
  static ClusterDecoder of(QcowImage image) {
    if (image.header().compressionType() == 0) {
      return ClusterDecoder::inflate;
    }
    return (src, dst) -> {
      throw image.unsupported("its compressed clusters are zstd, which is not read yet", "");
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
