package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.error.FileErrors;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/** A run of a patched image's bytes that come from one place. */
sealed interface ImagePiece {
  /** In bytes; never 0. */
  long length();

  /** Fills {@code target}, which is no larger than this. */
  void read(ByteBuffer target);

  /** Bytes of a file. */
  record InFile(SourceFile source, FileChannel channel, long offset, long length)
      implements ImagePiece {
    @Override
    public void read(ByteBuffer target) {
      try {
        for (long at = offset; target.hasRemaining(); ) {
          int count = channel.read(target, at);
          if (count < 0) {
            throw shorter();
          }
          at += count;
        }
      } catch (IOException e) {
        throw FileErrors.explain("reading", source.file(), e);
      }
    }

    /** Lets the kernel move up to {@code count} bytes; gives how many, never 0. */
    long transferTo(WritableByteChannel target, long count) throws IOException {
      long moved = channel.transferTo(offset, count, target);
      if (moved <= 0) {
        throw shorter();
      }
      return moved;
    }

    private static EOFException shorter() {
      return new EOFException("the file has become shorter");
    }
  }

  /** Bytes of a content, or zeros beyond its end. */
  record InContent(Content content, long offset, long length) implements ImagePiece {
    @Override
    public void read(ByteBuffer target) {
      content.read(offset, target);
    }
  }
}
