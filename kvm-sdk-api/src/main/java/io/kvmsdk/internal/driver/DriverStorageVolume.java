package io.kvmsdk.internal.driver;

import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.file.AtomicFile;
import io.kvmsdk.internal.xml.StorageVolumeXml;
import io.kvmsdk.progress.Job;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.StorageVolumeInfo;
import io.kvmsdk.storage.StorageVolumeSpec;
import io.kvmsdk.value.ByteSize;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** One storage volume of a {@link Driver}. */
record DriverStorageVolume(StorageDriver calls, ObjectRef poolRef, String name)
    implements StorageVolume {
  @Override
  public String pool() {
    return poolRef.name();
  }

  @Override
  public String path() {
    return calls.volumePath(poolRef.uuid(), name);
  }

  @Override
  public StorageVolumeInfo info() {
    return calls.volumeInfo(poolRef.uuid(), name);
  }

  @Override
  public StorageVolumeSpec spec() {
    return StorageVolumeXml.parse(xml()).toSpec();
  }

  @Override
  public String xml() {
    return calls.volumeXml(poolRef.uuid(), name);
  }

  @Override
  public void delete() {
    calls.deleteVolume(poolRef.uuid(), name);
  }

  @Override
  public void resize(ByteSize capacity) {
    ByteSize now = info().capacity();
    if (capacity.compareTo(now) < 0) {
      throw InvalidSpecException.of(
          subject(), "cannot shrink from " + now + " to " + capacity + ": data would be lost");
    }
    calls.resizeVolume(poolRef.uuid(), name, capacity.bytes());
  }

  @Override
  public void upload(Path source, ProgressListener listener) {
    upload(source, 0, sizeOf(source), listener);
  }

  @Override
  public void upload(Path source, long offset, long length, ProgressListener listener) {
    Job.run(
        listener,
        "uploading " + source.getFileName() + " to " + name,
        length,
        job -> {
          send(source, offset, length, job);
          return null;
        });
  }

  private void send(Path source, long offset, long length, Job job) {
    try (FileChannel channel = FileChannel.open(source)) {
      channel.position(offset);
      calls.upload(
          poolRef.uuid(),
          name,
          offset,
          length,
          block -> {
            refuseInterrupted("uploading");
            job.advance(fill(channel, source, block));
          });
    } catch (IOException e) {
      throw FileErrors.explain("reading", source, e);
    }
  }

  private static int fill(FileChannel channel, Path source, ByteBuffer block) {
    try {
      int n = channel.read(block);
      if (n < 0) {
        throw new EOFException("it became shorter while it was read");
      }
      return n;
    } catch (IOException e) {
      throw FileErrors.explain("reading", source, e);
    }
  }

  @Override
  public byte[] read(long offset, int length) {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    calls.download(poolRef.uuid(), name, offset, length, bytes::put);
    byte[] out = new byte[bytes.position()];
    bytes.flip().get(out);
    return out;
  }

  @Override
  public void download(Path target, ProgressListener listener) {
    Job.run(
        listener,
        "downloading " + name,
        info().allocation().bytes(),
        job -> {
          AtomicFile.write(
              target,
              AtomicFile.Existing.KEEP,
              AtomicFile.Durability.SYNCED,
              channel -> calls.download(poolRef.uuid(), name, 0, 0, b -> store(channel, b, job)));
          return null;
        });
  }

  private void store(FileChannel channel, ByteBuffer block, Job job) {
    refuseInterrupted("downloading");
    try {
      job.advance(block.remaining());
      while (block.hasRemaining()) {
        channel.write(block);
      }
    } catch (IOException e) {
      throw new KvmException(subject(), "could not store what was downloaded: " + e, "", e);
    }
  }

  private void refuseInterrupted(String action) {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancelledException(subject(), action + " was interrupted", "");
    }
  }

  private static long sizeOf(Path source) {
    try {
      return Files.size(source);
    } catch (IOException e) {
      throw FileErrors.explain("reading", source, e);
    }
  }

  private Subject subject() {
    return Subject.of("storage volume", name);
  }

  @Override
  public String toString() {
    return "StorageVolume " + name + " in " + pool();
  }
}
