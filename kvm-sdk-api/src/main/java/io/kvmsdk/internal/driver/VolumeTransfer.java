package io.kvmsdk.internal.driver;

import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.file.AtomicFile;
import io.kvmsdk.internal.file.Sha256;
import io.kvmsdk.progress.Job;
import io.kvmsdk.qcow2.ReadAt;
import io.kvmsdk.storage.StorageVolumeInfo;
import io.kvmsdk.value.ByteSize;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.UUID;

/** Moves the bytes of a volume through the connection. */
record VolumeTransfer(StorageDriver calls, UUID pool, String volume) {
  /** Below this, a file may hold data and yet take up no block of its file system. */
  private static final long SMALLEST_SPARSE = 1 << 16;

  /**
   * Sends {@code length} bytes of {@code content}.
   *
   * @param name of the content, for errors
   * @param verify whether to read back what was sent
   */
  void upload(Path name, ReadAt content, long offset, long length, boolean verify, Job job) {
    MessageDigest sent = Sha256.begin();
    calls.upload(
        pool,
        volume,
        offset,
        length,
        holdsNothing(offset, length),
        new UploadSource(name, content, offset, length, job, verify ? sent::update : block -> {}));
    if (verify && length > 0) {
      verify(offset, length, sent.digest());
    }
  }

  /**
   * Whether zeros need not be sent: there is nothing that they would have to overwrite, and nothing
   * behind the end that libvirt could cut off.
   */
  private boolean holdsNothing(long offset, long length) {
    StorageVolumeInfo info = calls.volumeInfo(pool, volume);
    return length >= SMALLEST_SPARSE
        && info.allocation().equals(ByteSize.ZERO)
        && offset + length >= info.capacity().bytes();
  }

  private void verify(long offset, long length, byte[] expected) {
    MessageDigest found = Sha256.begin();
    calls.download(
        pool,
        volume,
        offset,
        length,
        false,
        block -> {
          refuseInterrupted("verifying");
          found.update(block);
        });
    if (!MessageDigest.isEqual(found.digest(), expected)) {
      throw new ConflictException(
          subject(),
          "it does not hold what was sent: the SHA-256 of what was read back differs",
          "Look whether something else writes to it, and at the host's log for errors of its disk");
    }
  }

  /** Of no bytes, a download would give all that there are. */
  byte[] read(long offset, int length) {
    if (length == 0) {
      calls.volumePath(pool, volume);
      return new byte[0];
    }
    ByteBuffer bytes = ByteBuffer.allocate(length);
    calls.download(pool, volume, offset, length, false, bytes::put);
    byte[] out = new byte[bytes.position()];
    bytes.flip().get(out);
    return out;
  }

  void download(Path target, Job job) {
    AtomicFile.write(
        target,
        AtomicFile.Existing.KEEP,
        AtomicFile.Durability.SYNCED,
        channel -> {
          Store store = new Store(target, channel, job);
          calls.download(pool, volume, 0, 0, true, store);
          store.end();
        });
  }

  /** Writes what comes into a new file. */
  private final class Store implements StorageDriver.BlockSink {
    private final Path target;
    private final FileChannel channel;
    private final Job job;
    private long length;

    Store(Path target, FileChannel channel, Job job) {
      this.target = target;
      this.channel = channel;
      this.job = job;
    }

    @Override
    public void take(ByteBuffer block) {
      refuseInterrupted("downloading");
      job.advance(block.remaining());
      write(block);
    }

    @Override
    public void hole(long count) {
      length += count;
    }

    private void write(ByteBuffer block) {
      try {
        while (block.hasRemaining()) {
          length += channel.write(block, length);
        }
      } catch (IOException e) {
        throw FileErrors.explain("storing what was downloaded", target, e);
      }
    }

    /** A channel can lengthen a file by no other way than a byte at its end. */
    void end() throws IOException {
      if (channel.size() < length) {
        length--;
        write(ByteBuffer.allocate(1));
      }
    }
  }

  /** A file's content, which must not become shorter while it is read. */
  static ReadAt contentOf(FileChannel channel) {
    ReadAt content = ReadAt.of(channel);
    return (offset, dst) -> {
      if (offset + dst.remaining() > channel.size()) {
        throw new EOFException("it became shorter while it was read");
      }
      content.read(offset, dst);
    };
  }

  private void refuseInterrupted(String action) {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancelledException(subject(), action + " was interrupted", "");
    }
  }

  private Subject subject() {
    return Subject.of("storage volume", volume);
  }
}
