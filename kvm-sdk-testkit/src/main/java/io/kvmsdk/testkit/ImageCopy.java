package io.kvmsdk.testkit;

import io.kvmsdk.error.FileErrors;
import io.kvmsdk.qcow2.Extent;
import io.kvmsdk.qcow2.QcowDisk;
import io.kvmsdk.qcow2.QcowSpec;
import io.kvmsdk.testkit.DiskImages.Backing;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Copies what a guest sees of an image into a new one that stands alone. */
final class ImageCopy implements AutoCloseable {
  private static final int BLOCK = 1 << 16;

  private final HostFiles files;
  private final List<Path> temporary = new ArrayList<>();

  ImageCopy(HostFiles files) {
    this.files = files;
  }

  /**
   * @param size of a raw copy; a qcow2 one has the source's
   */
  void copy(Backing source, Path target, String format, ByteSize size) throws IOException {
    try (QcowDisk disk = QcowDisk.open(readable(source), source.backingFormat())) {
      List<Extent> data = data(disk);
      if (format.equals(DiskImages.QCOW2)) {
        QcowSpec.builder().size(disk.size()).durable(false).build().create(target, data, disk);
      } else {
        write(disk, data, target);
        DiskImages.setLength(target, size.bytes());
      }
    }
  }

  /**
   * The image's file; for one whose backing file is named as on the host, a copy that can see it.
   */
  private Path readable(Backing image) throws IOException {
    Path file = files.readable(image.path());
    Optional<Backing> below = DiskImages.backing(file, image.format());
    if (below.isEmpty()) {
      return file;
    }
    Path copy = Files.createTempFile("kvmsdk", ".qcow2");
    temporary.add(copy);
    Files.write(copy, Files.readAllBytes(file));
    try (FileChannel channel =
        FileChannel.open(copy, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      QcowHead.renameBacking(channel, readable(below.get()).toString());
    }
    return copy;
  }

  private static List<Extent> data(QcowDisk disk) {
    List<Extent> data = new ArrayList<>();
    ByteBuffer zeros = ByteBuffer.allocate(BLOCK);
    ByteBuffer block = ByteBuffer.allocate(BLOCK);
    long size = disk.size().bytes();
    for (long at = 0; at < size; at += BLOCK) {
      disk.read(at, block.clear());
      if (!block.flip().equals(zeros)) {
        data.add(new Extent(at, Math.min(BLOCK, size - at)));
      }
    }
    return data;
  }

  private static void write(QcowDisk disk, List<Extent> data, Path target) throws IOException {
    try (FileChannel channel =
        FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (Extent extent : data) {
        ByteBuffer block = ByteBuffer.allocate((int) extent.length());
        disk.read(extent.offset(), block);
        channel.write(block.flip(), extent.offset());
      }
    }
  }

  @Override
  public void close() {
    for (Path copy : temporary) {
      try {
        Files.deleteIfExists(copy);
      } catch (IOException e) {
        throw FileErrors.explain("removing", copy, e);
      }
    }
  }
}
