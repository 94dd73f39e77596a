package io.kvmsdk.testkit;

import io.kvmsdk.error.FileErrors;
import io.kvmsdk.qcow2.Extent;
import io.kvmsdk.qcow2.ReadAt;
import io.kvmsdk.testkit.DiskImages.Backing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Copies and changes parts of what a guest sees of a disk. */
final class ImageParts {
  private static final int CLUSTER = 1 << 16;

  private final HostFiles files;
  private final DiskImages images;

  ImageParts(HostFiles files, DiskImages images) {
    this.files = files;
    this.images = images;
  }

  /**
   * Makes an image with {@code parts} alone, over the {@code source} itself, as libvirt 9.0 does;
   * of one that is there already, what lies below stays.
   */
  void extract(Backing source, Path file, String format, List<Extent> parts) {
    Optional<Backing> below =
        Files.exists(file) ? DiskImages.backing(file, format) : Optional.of(source);
    DiskImages.replace(
        file,
        "writing the copy",
        fresh -> {
          try (ImageContent content = ImageContent.open(files, images.chain(source))) {
            if (format.equals(DiskImages.QCOW2)) {
              DiskImages.createQcow2(fresh, content.capacity(), below, parts, content);
            } else {
              writeRaw(fresh, content, parts);
            }
          }
        });
  }

  private static void writeRaw(Path file, ImageContent content, List<Extent> parts)
      throws IOException {
    DiskImages.setLength(file, content.capacity().bytes());
    try (FileChannel channel = DiskImages.open(file)) {
      for (Extent part : parts) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(part.length()));
        content.read(part.offset(), bytes);
        channel.write(bytes.flip(), part.offset());
      }
    }
  }

  /** Lets a guest write to its disk. */
  void write(Backing image, long offset, byte[] bytes) {
    Path target = files.file(image.path());
    String work = "writing to";
    if (image.format().equals(DiskImages.QCOW2)) {
      DiskImages.replace(target, work, fresh -> writeQcow2(image, fresh, offset, bytes));
      return;
    }
    try (FileChannel channel = DiskImages.open(target)) {
      channel.write(ByteBuffer.wrap(bytes), offset);
    } catch (IOException e) {
      throw FileErrors.explain(work, target, e);
    }
  }

  private void writeQcow2(Backing image, Path fresh, long offset, byte[] bytes) throws IOException {
    try (ImageContent own = ImageContent.open(files, List.of(image));
        ImageContent seen = ImageContent.open(files, images.chain(image))) {
      SortedSet<Long> clusters = clusters(new Extent(offset, bytes.length));
      own.extents().forEach(extent -> clusters.addAll(clusters(extent)));
      DiskImages.createQcow2(
          fresh,
          own.capacity(),
          images.below(image),
          extents(clusters, own.capacity().bytes()),
          over(seen, offset, bytes));
    }
  }

  private static ReadAt over(ReadAt below, long offset, byte[] bytes) {
    return (at, dst) -> {
      ByteBuffer part = dst.duplicate();
      below.read(at, dst);
      long from = Math.max(at, offset);
      long to = Math.min(at + part.remaining(), offset + bytes.length);
      if (from < to) {
        part.position(part.position() + (int) (from - at));
        part.put(bytes, (int) (from - offset), (int) (to - from));
      }
    };
  }

  /** The numbers of the clusters that {@code extent} touches. */
  static SortedSet<Long> clusters(Extent extent) {
    SortedSet<Long> clusters = new TreeSet<>();
    for (long c = extent.offset() / CLUSTER; c * CLUSTER < extent.end(); c++) {
      clusters.add(c);
    }
    return clusters;
  }

  /** Each cluster, within the disk's {@code size}. */
  static List<Extent> extents(SortedSet<Long> clusters, long size) {
    return clusters.stream()
        .map(c -> new Extent(c * CLUSTER, Math.min(CLUSTER, size - c * CLUSTER)))
        .toList();
  }
}
