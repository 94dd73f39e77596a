package io.kvmsdk.testkit;

import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.driver.StorageDriver;
import io.kvmsdk.storage.ResizeFlag;
import io.kvmsdk.storage.StorageVolumeInfo;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.function.LongConsumer;

/** A storage volume of a fake host: a real file. */
final class FakeVolume {
  private static final int BLOCK = 256 << 10;

  private final String name;
  private final String path;
  private final Path file;
  private final String format;
  private final LongConsumer room;
  private long allocation;

  /**
   * @param path where the host has it
   * @param file where it really is
   * @param format as it was made, or as the last refresh found it
   * @param room throws unless so many bytes more find room in the pool
   */
  FakeVolume(
      String name, String path, Path file, String format, ByteSize allocation, LongConsumer room) {
    this.room = room;
    this.name = name;
    this.path = path;
    this.file = file;
    this.format = format;
    this.allocation = allocation.bytes();
  }

  String path() {
    return path;
  }

  Path file() {
    return file;
  }

  DiskImages.Backing image() {
    return new DiskImages.Backing(path, format);
  }

  /** What was asked for or written. */
  ByteSize allocated() {
    return ByteSize.bytes(allocation);
  }

  StorageVolumeInfo info() {
    return new StorageVolumeInfo(DiskImages.capacity(file, format), allocation());
  }

  /** Of a raw file, what was asked for or written: Java cannot see its holes. */
  private ByteSize allocation() {
    long length = DiskImages.length(file).bytes();
    return ByteSize.bytes(format.equals(DiskImages.QCOW2) ? length : Math.min(length, allocation));
  }

  String xml() {
    StorageVolumeInfo info = info();
    String backing =
        DiskImages.backing(file, format)
            .map(
                b ->
                    "<backingStore><path>%s</path><format type='%s'/></backingStore>"
                        .formatted(escape(b.path()), escape(b.format())))
            .orElse("");
    return """
    <volume type='file'>
      <name>%s</name>
      <key>%s</key>
      <capacity unit='bytes'>%d</capacity>
      <allocation unit='bytes'>%d</allocation>
      <target>
        <path>%2$s</path>
        <format type='%s'/>
      </target>
      %s
    </volume>
    """
        .formatted(
            escape(name),
            escape(path),
            info.capacity().bytes(),
            info.allocation().bytes(),
            format,
            backing);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** As libvirt does: never below what the volume takes up, and set aside for raw ones alone. */
  void resize(long capacity, Set<ResizeFlag> flags) {
    ByteSize now = DiskImages.capacity(file, format);
    if (capacity < now.bytes() && !flags.contains(ResizeFlag.SHRINK)) {
      throw refusedShrink(now, capacity, "");
    }
    if (capacity < allocation().bytes()) {
      throw refusedShrink(now, capacity, ": it takes up " + allocation());
    }
    if (flags.contains(ResizeFlag.ALLOCATE) && format.equals(DiskImages.QCOW2)) {
      throw new UnsupportedException(subject(), "only raw volumes are set aside when resized", "");
    }
    if (flags.contains(ResizeFlag.ALLOCATE)) {
      room.accept(capacity - allocation().bytes());
    }
    DiskImages.resize(file, format, ByteSize.bytes(capacity));
    if (flags.contains(ResizeFlag.ALLOCATE)) {
      allocation = capacity;
    }
  }

  private InvalidSpecException refusedShrink(ByteSize now, long capacity, String why) {
    return InvalidSpecException.of(
        subject(), "cannot shrink from " + now + " to " + ByteSize.bytes(capacity) + why);
  }

  private Subject subject() {
    return Subject.of("storage volume", name);
  }

  /** Holes keep what was there, and cut the file off at their end, as libvirt's do. */
  void upload(
      long offset,
      long length,
      boolean sparse,
      StorageDriver.BlockSource source,
      FaultPlan.Transfer transfer) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      long sent = 0;
      while (sent < length) {
        long hole = sparse ? source.hole() : 0;
        sent += hole;
        if (hole > 0) {
          DiskImages.setLength(file, offset + sent);
        }
        if (sent < length) {
          int count = uploadBlock(channel, offset + sent, length - sent, source, sparse);
          sent += count;
          allocation = sparse ? allocation + count : Math.max(allocation, offset + sent);
        }
        transfer.reached(sent);
      }
    } catch (IOException e) {
      throw FileErrors.explain("uploading to the volume", Path.of(path), e);
    }
  }

  private int uploadBlock(
      FileChannel channel, long at, long left, StorageDriver.BlockSource source, boolean sparse)
      throws IOException {
    ByteBuffer block = ByteBuffer.allocate((int) Math.min(BLOCK, left));
    source.fill(block);
    block.flip();
    room.accept(sparse ? block.limit() : Math.max(0, at + block.limit() - allocation));
    while (block.hasRemaining()) {
      channel.write(block, at + block.position());
    }
    return block.limit();
  }

  void download(
      long offset,
      long length,
      boolean sparse,
      StorageDriver.BlockSink sink,
      FaultPlan.Transfer transfer) {
    try (FileChannel channel = FileChannel.open(file)) {
      long end = length == 0 ? Long.MAX_VALUE : Math.addExact(offset, length);
      long at = offset;
      while (at < end) {
        ByteBuffer block = ByteBuffer.allocate((int) Math.min(BLOCK, end - at));
        int n = channel.read(block, at);
        if (n < 0) {
          return;
        }
        give(block.flip(), sparse, sink);
        at += n;
        transfer.reached(at - offset);
      }
    } catch (IOException e) {
      throw FileErrors.explain("downloading the volume", Path.of(path), e);
    }
  }

  /** Java cannot see a file's holes, so that a block of zeros stands for one. */
  private static void give(ByteBuffer block, boolean sparse, StorageDriver.BlockSink sink) {
    if (sparse && block.equals(ByteBuffer.allocate(block.limit()))) {
      sink.hole(block.limit());
    } else {
      sink.take(block);
    }
  }
}
