package io.kvmsdk.iso;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Leaves holes where zeros are written, so that judges get a file without its size. */
record Sparse(FileChannel file) implements WritableByteChannel {
  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(1 << 20);

  /** Makes a new file. */
  static Sparse create(Path file) throws IOException {
    return new Sparse(
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
  }

  /** A local file that begins with {@code first} and ends with {@code last}. */
  static Path file(Path file, String first, String last, long length) throws IOException {
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.setLength(length);
      out.write(first.getBytes(UTF_8));
      out.seek(length - last.length());
      out.write(last.getBytes(UTF_8));
    }
    return file;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    int count = source.remaining();
    if (source.mismatch(ZEROS.slice(0, count)) < 0) {
      file.position(file.position() + count);
      source.position(source.limit());
      return count;
    }
    return file.write(source);
  }

  @Override
  public boolean isOpen() {
    return file.isOpen();
  }

  /** Ends the file where the last bytes were written, zeros or not. */
  @Override
  public void close() throws IOException {
    try (file) {
      if (file.position() > file.size()) {
        file.write(ByteBuffer.allocate(1), file.position() - 1);
      }
    }
  }
}
