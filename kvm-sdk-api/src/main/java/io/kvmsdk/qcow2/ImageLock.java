package io.kvmsdk.qcow2;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.Subject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An image that is open to be changed, locked as QEMU's {@code block/file-posix.c} does it: QEMU
 * has shared locks of a byte each, from 100 on for what it does (reading 0, writing 1, resizing 3),
 * from 200 on for what it bears nobody else to do. An exclusive one over all of them meets any that
 * is there, and lets QEMU open the image for nothing until it is released.
 *
 * <p>Linux drops a process's locks on a file as soon as it closes any channel of that. So the
 * engine closes none while it changes an image; other code of this JVM that does leaves it without
 * its lock.
 */
final class ImageLock implements AutoCloseable {
  private static final long FIRST = 100;
  private static final long COUNT = 200;
  private static final long WRITING = FIRST + 1;

  /** What this JVM has open to change: a second channel would end the first one's lock. */
  private static final Set<FileIdentity> OURS = ConcurrentHashMap.newKeySet();

  private final FileIdentity key;
  private final FileChannel channel;

  private ImageLock(FileIdentity key, FileChannel channel) {
    this.key = key;
    this.channel = channel;
  }

  /**
   * @throws ConflictException if another program, or another thread, has the image open
   */
  static ImageLock open(Path file, InUse inUse) throws IOException {
    ImageFiles.refuseOthers(file);
    FileIdentity key = FileIdentity.of(file);
    if (!OURS.add(key)) {
      throw inUse(file);
    }
    ImageLock lock = null;
    try {
      lock = new ImageLock(key, writable(file));
      if (!lock.taken() && inUse == InUse.REFUSE) {
        throw inUse(file);
      }
      return lock;
    } catch (IOException | RuntimeException e) {
      if (lock != null) {
        lock.channel.close();
      }
      OURS.remove(key);
      throw e;
    }
  }

  /** Whether {@link #open} would refuse. */
  static boolean inUseNow(Path file) throws IOException {
    try (ImageLock lock = open(file, InUse.REFUSE)) {
      return lock == null;
    } catch (ConflictException e) {
      return true;
    }
  }

  /**
   * Whether somebody has the image open to write to it. One whose mode lets nobody write to it is
   * not opened for that: it counts as unused.
   */
  static boolean writtenNow(Path file) throws IOException {
    ImageFiles.refuseOthers(file);
    if (!Files.isWritable(file) || ImageFiles.readOnly(file)) {
      return false;
    }
    synchronized (OURS) {
      if (OURS.contains(FileIdentity.of(file))) {
        return true;
      }
      try (FileChannel channel = writable(file)) {
        return !isFree(channel, WRITING, 1);
      }
    }
  }

  private static FileChannel writable(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private boolean taken() throws IOException {
    return isFree(channel, FIRST, COUNT);
  }

  /** Takes the lock, if nobody has it. */
  private static boolean isFree(FileChannel channel, long first, long count) throws IOException {
    try {
      return channel.tryLock(first, count, false) != null;
    } catch (OverlappingFileLockException byOtherCodeOfThisJvm) {
      return false;
    }
  }

  private static ConflictException inUse(Path file) {
    return new ConflictException(
        Subject.of("qcow2 image", file),
        "it is in use: somebody has it open",
        "Shut down the domain that uses it, and wait for qemu-img or qemu-nbd to end");
  }

  FileChannel channel() {
    return channel;
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      OURS.remove(key);
    }
  }
}
