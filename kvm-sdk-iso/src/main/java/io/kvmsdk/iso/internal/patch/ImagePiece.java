package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.error.FileErrors;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.ImageFile;
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

  /** Lets the kernel move up to {@code count} bytes; 0 if this is nothing that it could move. */
  default long transferTo(WritableByteChannel target, long count) throws IOException {
    return 0;
  }

  /** Bytes of an image. */
  record InImage(ImageBytes image, long offset, long length) implements ImagePiece {
    @Override
    public void read(ByteBuffer target) {
      image.read(offset, target);
    }

    @Override
    public long transferTo(WritableByteChannel target, long count) throws IOException {
      return image instanceof ImageFile file ? file.transferTo(offset, count, target) : 0;
    }
  }

  /** Bytes of a local file. */
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

    @Override
    public long transferTo(WritableByteChannel target, long count) throws IOException {
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
