package io.kvmsdk.testkit;

import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.StorageDriver;
import io.kvmsdk.storage.StorageVolumeInfo;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A storage volume of a fake host: a real file. */
final class FakeVolume {
  private static final int BLOCK = 256 << 10;

  private final String name;
  private final String path;
  private final Path file;
  private final String format;
  private long allocation;

  /**
   * @param path where the host has it
   * @param file where it really is
   * @param format as it was made, or as the last refresh found it
   */
  FakeVolume(String name, String path, Path file, String format, ByteSize allocation) {
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

  void resize(long capacity) {
    ByteSize now = DiskImages.capacity(file, format);
    if (capacity < now.bytes()) {
      throw InvalidSpecException.of(
          Subject.of("storage volume", name),
          "cannot shrink from " + now + " to " + ByteSize.bytes(capacity));
    }
    DiskImages.resize(file, format, ByteSize.bytes(capacity));
  }

  void upload(
      long offset, long length, StorageDriver.BlockSource source, FaultPlan.Transfer transfer) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      long sent = 0;
      while (sent < length) {
        ByteBuffer block = ByteBuffer.allocate((int) Math.min(BLOCK, length - sent));
        source.fill(block);
        block.flip();
        while (block.hasRemaining()) {
          sent += channel.write(block, offset + sent);
        }
        allocation = Math.max(allocation, offset + sent);
        transfer.reached(sent);
      }
    } catch (IOException e) {
      throw FileErrors.explain("uploading to the volume", Path.of(path), e);
    }
  }

  void download(
      long offset, long length, StorageDriver.BlockSink sink, FaultPlan.Transfer transfer) {
    try (FileChannel channel = FileChannel.open(file)) {
      long end = length == 0 ? Long.MAX_VALUE : Math.addExact(offset, length);
      long at = offset;
      while (at < end) {
        ByteBuffer block = ByteBuffer.allocate((int) Math.min(BLOCK, end - at));
        int n = channel.read(block, at);
        if (n < 0) {
          return;
        }
        sink.take(block.flip());
        at += n;
        transfer.reached(at - offset);
      }
    } catch (IOException e) {
      throw FileErrors.explain("downloading the volume", Path.of(path), e);
    }
  }
}
