package io.kvmsdk.qcow2;

import io.kvmsdk.qcow2.LayerRun.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A raw file or block device. Its holes read as zeros but are not told apart: the JDK has no {@code
 * SEEK_HOLE}.
 *
 * @param length of the file, which need not end at a sector
 */
record RawLayer(Path file, FileChannel data, long length) implements DiskLayer {
  private static final int SECTOR = 512;

  static RawLayer open(Path file) throws IOException {
    FileChannel channel = ImageFiles.open(file);
    return new RawLayer(file, channel, channel.size());
  }

  /** As for QEMU, the last sector counts whole. */
  @Override
  public long size() {
    return (length + SECTOR - 1) / SECTOR * SECTOR;
  }

  @Override
  public LayerRun find(long offset, long most) {
    return offset < length
        ? LayerRun.of(Kind.DATA, Math.min(most, length - offset), offset)
        : LayerRun.of(Kind.ZERO, most, offset);
  }

  @Override
  public void read(LayerRun run, long offset, ByteBuffer dst) throws IOException {
    ReadAt.of(data).read(run.hostOffset(), dst);
  }

  @Override
  public void close() throws IOException {
    data.close();
  }
}
