package io.kvmsdk.qcow2;

import io.kvmsdk.qcow2.LayerRun.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.DataFormatException;

/** An open qcow2 image, without what lies below it. */
final class QcowLayer implements DiskLayer {
  private final QcowImage image;
  private final FileChannel channel;
  private final FileChannel data;
  private final ClusterMapping mapping;
  private final ClusterDecoder decoder;

  /** The compressed cluster that was read last, for readers of less than a cluster. */
  private volatile Unpacked last = new Unpacked(LayerRun.NOWHERE, new byte[0]);

  private record Unpacked(long hostOffset, byte[] content) {}

  /**
   * @param channel of the image, which is closed with this layer, as is {@code data}
   * @param data where the guest's data is: {@code channel}, or an external data file
   */
  QcowLayer(QcowImage image, FileChannel channel, FileChannel data, TableCache cache)
      throws IOException {
    this.image = image;
    this.channel = channel;
    this.data = data;
    this.mapping = new ClusterMapping(image.file(), channel, image.header(), data, cache);
    this.decoder = ClusterDecoder.of(image);
  }

  QcowImage image() {
    return image;
  }

  @Override
  public Path file() {
    return image.file();
  }

  @Override
  public long size() {
    return image.header().size();
  }

  @Override
  public FileChannel data() {
    return data;
  }

  @Override
  public LayerRun find(long offset, long most) throws IOException {
    return mapping.find(offset, most);
  }

  @Override
  public void read(LayerRun run, long offset, ByteBuffer dst) throws IOException {
    if (run.kind() == Kind.COMPRESSED) {
      int within = (int) (offset & (image.header().clusterSize() - 1));
      dst.put(unpacked(run), within, dst.remaining());
    } else {
      ReadAt.of(data).read(run.hostOffset(), dst);
    }
  }

  private byte[] unpacked(LayerRun run) throws IOException {
    Unpacked known = last;
    if (known.hostOffset() == run.hostOffset()) {
      return known.content();
    }
    byte[] stream = new byte[run.storedLength()];
    ReadAt.of(channel).read(run.hostOffset(), ByteBuffer.wrap(stream));
    byte[] content = new byte[image.header().clusterSize()];
    try {
      decoder.decode(stream, content);
    } catch (DataFormatException e) {
      String reason = Objects.requireNonNullElse(e.getMessage(), "its stream is broken");
      throw new QcowFormatException(
          file(),
          run.hostOffset(),
          "Compressed Clusters Descriptor",
          "a compressed cluster cannot be unpacked: " + reason);
    }
    last = new Unpacked(run.hostOffset(), content);
    return content;
  }

  @Override
  public void close() throws IOException {
    try (FileChannel first = channel;
        FileChannel second = data) {
      last = new Unpacked(LayerRun.NOWHERE, new byte[0]);
    }
  }
}
