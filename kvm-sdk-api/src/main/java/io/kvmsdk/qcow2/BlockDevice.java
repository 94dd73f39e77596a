package io.kvmsdk.qcow2;

import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.progress.Job;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;

/**
 * A block device of this machine - a disk, a partition, a logical volume - that a guest is to have
 * as its disk.
 *
 * <pre>{@code
 * try (QcowDisk image = QcowDisk.open(Path.of("debian-12.qcow2"), BackingFormat.QCOW2)) {
 *   BlockDevice.at(Path.of("/dev/vg0/web")).importDisk(image, ProgressListener.NONE);
 * }
 * }</pre>
 */
public final class BlockDevice {
  private static final int BLOCK = 1 << 18;

  private final Path path;

  private BlockDevice(Path path) {
    this.path = path;
  }

  /**
   * The device at {@code path}, which may be a link to it. It is not opened yet.
   *
   * @throws io.kvmsdk.error.NotFoundException if there is nothing
   * @throws InvalidSpecException if it is something else
   */
  public static BlockDevice at(Path path) {
    try {
      Path real = path.toRealPath();
      if (!ImageFiles.isBlockDevice(real)) {
        throw InvalidSpecException.of(Subject.of("block device", path), "it is no block device");
      }
      return new BlockDevice(real);
    } catch (IOException e) {
      throw FileErrors.explain("opening", path, e);
    }
  }

  /** Without links. */
  public Path path() {
    return path;
  }

  public ByteSize size() {
    try (FileChannel channel = FileChannel.open(path)) {
      return ByteSize.bytes(channel.size());
    } catch (IOException e) {
      throw FileErrors.explain("opening", path, e);
    }
  }

  /**
   * Who has it or one of its partitions, in words: what is mounted, swap, devices made of it. A
   * mount in another namespace is not seen.
   */
  public List<String> users() {
    try {
      return DeviceUse.of(path);
    } catch (IOException e) {
      throw FileErrors.explain("looking for users of", path, e);
    }
  }

  /**
   * Writes {@code disk}, as its guest sees it, onto the device from its start on, and reads it back
   * from the device to compare. Where {@code disk} has zeros, the device is read, and overwritten
   * only where it holds anything else; what lies beyond the disk's end stays. What was there is
   * lost, from the first byte on: a failure leaves a part.
   *
   * @param listener hears of each byte twice, when it was written and when it was read back
   * @throws InvalidSpecException if the device is smaller than {@code disk}
   * @throws ConflictException if the device is in use, by the host or by a guest, or does not hold
   *     afterwards what was written
   */
  public void importDisk(QcowDisk disk, ProgressListener listener) {
    refuseUsed();
    refuseSmall(disk.size());
    Job.run(
        listener,
        "importing to " + path,
        2 * disk.size().bytes(),
        job -> {
          try {
            open(channel -> write(disk, channel, job));
            // With the last channel, Linux forgets the device's pages: what is read is on the disk
            open(channel -> compare(disk, channel, job));
          } catch (CancelledException e) {
            throw interrupted(e);
          }
          return null;
        });
  }

  private void refuseUsed() {
    List<String> users = users();
    if (!users.isEmpty()) {
      throw new ConflictException(
          subject(), "it is in use: " + String.join("; ", users), "Choose a device that is free");
    }
  }

  private void refuseSmall(ByteSize disk) {
    ByteSize size = size();
    if (size.compareTo(disk) < 0) {
      throw InvalidSpecException.of(subject(), "it has " + size + ", but the disk " + disk);
    }
  }

  /** What is done with the device, locked against QEMU. */
  private interface Work {
    void on(FileChannel channel) throws IOException;
  }

  private void open(Work work) {
    try (ImageLock lock = ImageLock.open(path, InUse.REFUSE)) {
      work.on(lock.channel());
    } catch (IOException e) {
      throw FileErrors.explain("importing to", path, e);
    }
  }

  private void write(QcowDisk disk, FileChannel channel, Job job) throws IOException {
    DiskCopy.copy(
        DiskDifference.all(disk),
        new RawTarget(channel, false),
        disk.bytes(),
        path.getParent(),
        CopyOptions.DEFAULTS,
        job);
    channel.force(true);
  }

  private void compare(QcowDisk disk, FileChannel channel, Job job) throws IOException {
    ByteBuffer wanted = ByteBuffer.allocateDirect(BLOCK);
    ByteBuffer found = ByteBuffer.allocateDirect(BLOCK);
    for (long at = 0; at < disk.bytes(); at += wanted.limit()) {
      int length = (int) Math.min(BLOCK, disk.bytes() - at);
      disk.read(at, wanted.clear().limit(length));
      ReadAt.of(channel).read(at, found.clear().limit(length));
      int differs = wanted.flip().mismatch(found.flip());
      if (differs >= 0) {
        throw different(at + differs);
      }
      job.advance(length);
    }
  }

  private ConflictException different(long at) {
    return new ConflictException(
        subject(),
        "it does not hold what was written: the byte read back at " + at + " differs",
        "Look whether something else writes to it, and at the host's log for errors of the disk");
  }

  private CancelledException interrupted(CancelledException cause) {
    return new CancelledException(
        subject(),
        "the import was interrupted; the device holds a part of it",
        "Run it again",
        cause);
  }

  private Subject subject() {
    return Subject.of("block device", path);
  }

  @Override
  public String toString() {
    return "BlockDevice " + path;
  }
}
