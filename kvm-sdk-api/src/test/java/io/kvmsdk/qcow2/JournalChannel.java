package io.kvmsdk.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Remembers what is written between one sync and the next, to tell what a disk may hold after a
 * crash: all that was synced, and of what was not, any part.
 */
final class JournalChannel extends FileChannel {
  private final FileChannel file;
  private final List<List<Write>> epochs = new ArrayList<>(List.of(new ArrayList<>()));

  private record Write(long offset, byte[] bytes) {}

  JournalChannel(Path file) throws IOException {
    this.file = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  int epochs() {
    return epochs.size();
  }

  /** Lets {@code image}, a copy from before, lose power in an epoch: in order, or not at all. */
  void crash(Path image, int epoch, Random chance) throws IOException {
    try (FileChannel copy = FileChannel.open(image, StandardOpenOption.WRITE)) {
      for (int i = 0; i <= epoch; i++) {
        for (Write write : epochs.get(i)) {
          if (i < epoch || chance.nextBoolean()) {
            ImageFiles.writeAt(copy, write.offset(), ByteBuffer.wrap(write.bytes()));
          }
        }
      }
    }
  }

  @Override
  public int write(ByteBuffer src, long position) throws IOException {
    byte[] bytes = new byte[src.remaining()];
    src.duplicate().get(bytes);
    epochs.get(epochs.size() - 1).add(new Write(position, bytes));
    return file.write(src, position);
  }

  @Override
  public void force(boolean metaData) {
    epochs.add(new ArrayList<>());
  }

  @Override
  public int read(ByteBuffer dst, long position) throws IOException {
    return file.read(dst, position);
  }

  @Override
  public long size() throws IOException {
    return file.size();
  }

  @Override
  protected void implCloseChannel() throws IOException {
    file.close();
  }

  @Override
  public FileChannel truncate(long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int read(ByteBuffer dst) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long read(ByteBuffer[] dsts, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int write(ByteBuffer src) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long write(ByteBuffer[] srcs, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long position() {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileChannel position(long newPosition) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferFrom(ReadableByteChannel src, long position, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }

  /** A copy of {@code image} beside it. */
  static Path copy(Path image, String name) throws IOException {
    Path copy = image.resolveSibling(name);
    Files.deleteIfExists(copy);
    return Files.copy(image, copy);
  }
}
