package io.kvmsdk.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A new qcow2 image. */
final class QcowTarget implements CopyTarget {
  private final ImageWriter writer;
  private final int clusterBits;

  QcowTarget(ImageWriter writer, int clusterBits) {
    this.writer = writer;
    this.clusterBits = clusterBits;
  }

  @Override
  public int unit() {
    return 1 << clusterBits;
  }

  @Override
  public int grain() {
    return 1 << clusterBits;
  }

  @Override
  public FileChannel channel() {
    return writer.channel();
  }

  @Override
  public void zeros(long start, long length) throws IOException {
    writer.zeros(start >> clusterBits, clusters(length));
  }

  @Override
  public long place(long start, long length) throws IOException {
    return writer.data(start >> clusterBits, clusters(length));
  }

  @Override
  public void compressed(long start, ByteBuffer deflated) throws IOException {
    writer.compressed(start >> clusterBits, deflated);
  }

  /** The disk's last cluster need not be whole. */
  private long clusters(long length) {
    return (length - 1 >> clusterBits) + 1;
  }
}
