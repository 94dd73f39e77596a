package io.kvmsdk.qcow2;

import io.kvmsdk.qcow2.LayerRun.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;

/** An open qcow2 image, without what lies below it. */
final class QcowLayer implements DiskLayer {
  private final QcowImage image;
  private final FileChannel channel;
  private final FileChannel data;
  private final ClusterMapping mapping;
  private final ClusterDecoder decoder;
  private final ReadCache cache;

  /**
   * @param channel of the image, which is closed with this layer, as is {@code data}
   * @param data where the guest's data is: {@code channel}, or an external data file
   */
  QcowLayer(
      QcowImage image,
      FileChannel channel,
      FileChannel data,
      ReadCache cache,
      ClusterClaims.Pages pages)
      throws IOException {
    this.image = image;
    this.channel = channel;
    this.data = data;
    this.mapping = new ClusterMapping(image.file(), channel, image.header(), data, cache, pages);
    this.cache = cache;
    this.decoder = ClusterDecoder.of(image.header().compressionType());
  }

  QcowImage image() {
    return image;
  }

  Stream<String> warnings() {
    return Stream.of(
            Map.entry(QcowFeature.DIRTY, "is marked dirty: repair it before it is written to"),
            Map.entry(QcowFeature.CORRUPT, "is marked corrupt: its content may be wrong"))
        .filter(warning -> image.features().contains(warning.getKey()))
        .map(warning -> image.file() + " " + warning.getValue());
  }

  @Override
  public Path file() {
    return image.file();
  }

  @Override
  public long size() {
    return image.virtualSize().bytes();
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
    if (run.kind() != Kind.COMPRESSED) {
      ReadAt.of(data).read(run.hostOffset(), dst);
    } else if (dst.remaining() == image.header().clusterSize()) {
      unpack(run, dst);
    } else {
      int within = (int) (offset & (image.header().clusterSize() - 1));
      ByteBuffer cluster = cache.get(this, run.hostOffset(), () -> unpacked(run));
      dst.put(cluster.slice(within, dst.remaining()));
    }
  }

  private ByteBuffer unpacked(LayerRun run) throws IOException {
    ByteBuffer cluster = ByteBuffer.allocate(image.header().clusterSize());
    unpack(run, cluster);
    return cluster.flip();
  }

  private void unpack(LayerRun run, ByteBuffer cluster) throws IOException {
    byte[] stream = new byte[run.storedLength()];
    ReadAt.of(channel).read(run.hostOffset(), ByteBuffer.wrap(stream));
    try {
      decoder.decode(stream, cluster);
    } catch (DataFormatException e) {
      String reason = Objects.requireNonNullElse(e.getMessage(), "its stream is broken");
      throw new QcowFormatException(
          file(),
          run.hostOffset(),
          "Compressed Clusters Descriptor",
          "a compressed cluster cannot be unpacked: " + reason);
    }
  }

  @Override
  public void close() throws IOException {
    try (decoder;
        FileChannel first = channel) {
      data.close();
    }
  }
}
