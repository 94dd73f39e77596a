package io.kvmsdk.testkit;

import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.qcow2.Extent;
import io.kvmsdk.qcow2.ReadAt;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What images that lie over each other hold between them, without what lies below. It knows plain
 * clusters, which are all that the fake writes into overlays.
 */
final class ImageContent implements ReadAt, AutoCloseable {
  private static final long OFFSET = 0x00fffffffffffe00L;
  private static final long COMPRESSED = 1L << 62;
  private static final int STEP = 512;

  private final List<Layer> layers = new ArrayList<>();

  private ImageContent() {}

  /**
   * @param images from the top down
   */
  static ImageContent open(HostFiles files, List<DiskImages.Backing> images) throws IOException {
    ImageContent content = new ImageContent();
    try {
      for (DiskImages.Backing image : images) {
        content.layers.add(new Layer(files.readable(image.path()), image.format()));
      }
      return content;
    } catch (IOException | RuntimeException e) {
      content.close();
      throw e;
    }
  }

  ByteSize capacity() {
    return layers.get(0).capacity;
  }

  /** What any of the images holds, cluster by cluster. */
  List<Extent> extents() throws IOException {
    long cluster = layers.stream().mapToLong(l -> l.cluster).min().orElseThrow();
    List<Extent> extents = new ArrayList<>();
    long size = capacity().bytes();
    long from = -1;
    for (long at = 0; at < size; at += cluster) {
      boolean held = holds(at);
      if (held && from < 0) {
        from = at;
      } else if (!held && from >= 0) {
        extents.add(new Extent(from, at - from));
        from = -1;
      }
    }
    if (from >= 0) {
      extents.add(new Extent(from, size - from));
    }
    return extents;
  }

  private boolean holds(long offset) throws IOException {
    for (Layer layer : layers) {
      if (layer.holds(offset)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void read(long offset, ByteBuffer dst) throws IOException {
    long at = offset;
    while (dst.hasRemaining()) {
      int n = (int) Math.min(dst.remaining(), STEP - at % STEP);
      ByteBuffer part = dst.slice(dst.position(), n);
      for (Layer layer : layers) {
        if (layer.holds(at)) {
          layer.read(at, part);
          break;
        }
      }
      part.put(new byte[part.remaining()]);
      dst.position(dst.position() + n);
      at += n;
    }
  }

  @Override
  public void close() throws IOException {
    for (Layer layer : layers) {
      layer.channel.close();
    }
  }

  private static final class Layer {
    final FileChannel channel;
    final ByteSize capacity;
    final long cluster;
    private final Path file;
    private final QcowHead head;
    private final Map<Long, long[]> tables = new HashMap<>();

    Layer(Path file, String format) throws IOException {
      this.file = file;
      this.capacity = DiskImages.capacity(file, format);
      this.channel = FileChannel.open(file);
      this.head = format.equals(DiskImages.QCOW2) ? QcowHead.read(channel) : null;
      this.cluster = head == null ? 1 << 16 : 1L << head.clusterBits();
    }

    boolean holds(long offset) throws IOException {
      return offset < capacity.bytes() && (head == null || entry(offset) != 0);
    }

    /** The L2 entry; 0 where nothing is allocated. */
    private long entry(long offset) throws IOException {
      long perTable = cluster / Long.BYTES;
      long index = offset / cluster;
      long table = tables(head.l1Offset(), head.l1Entries())[(int) (index / perTable)] & OFFSET;
      long entry = table == 0 ? 0 : tables(table, (int) perTable)[(int) (index % perTable)];
      if ((entry & COMPRESSED) != 0) {
        throw new UnsupportedException(
            Subject.of("qcow2 image", file), "the fake host cannot read compressed clusters", "");
      }
      return entry;
    }

    private long[] tables(long at, int entries) throws IOException {
      long[] known = tables.get(at);
      if (known == null) {
        ByteBuffer bytes = ByteBuffer.allocate(entries * Long.BYTES);
        ReadAt.of(channel).read(at, bytes);
        known = new long[entries];
        bytes.flip().asLongBuffer().get(known);
        tables.put(at, known);
      }
      return known;
    }

    void read(long offset, ByteBuffer dst) throws IOException {
      if (head == null) {
        ReadAt.of(channel).read(offset, dst);
        return;
      }
      long entry = entry(offset);
      boolean zeros = (entry & 1) != 0 || (entry & OFFSET) == 0;
      if (!zeros) {
        ReadAt.of(channel).read((entry & OFFSET) + offset % cluster, dst);
      }
    }
  }
}
