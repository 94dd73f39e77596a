package io.kvmsdk.internal.driver;

import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.StorageDriver.VolumeRef;
import io.kvmsdk.internal.xml.StorageVolumeXml;
import io.kvmsdk.progress.Job;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.qcow2.QcowDisk;
import io.kvmsdk.storage.ResizeFlag;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.StorageVolumeInfo;
import io.kvmsdk.storage.StorageVolumeSpec;
import io.kvmsdk.storage.UploadOption;
import io.kvmsdk.storage.VolumeCloneSpec;
import io.kvmsdk.storage.WipeAlgorithm;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** One storage volume of a {@link Driver}. */
record DriverStorageVolume(Driver driver, ObjectRef poolRef, String name) implements StorageVolume {
  private StorageDriver calls() {
    return driver.storage();
  }

  @Override
  public String pool() {
    return poolRef.name();
  }

  @Override
  public String path() {
    return calls().volumePath(poolRef.uuid(), name);
  }

  @Override
  public Optional<Path> localPath() {
    return driver.localFile(path()).filter(Files::isReadable);
  }

  @Override
  public StorageVolumeInfo info() {
    return calls().volumeInfo(poolRef.uuid(), name);
  }

  @Override
  public StorageVolumeSpec spec() {
    return StorageVolumeXml.parse(xml()).toSpec();
  }

  @Override
  public String xml() {
    return calls().volumeXml(poolRef.uuid(), name);
  }

  @Override
  public void delete() {
    guard("deleted");
    calls().deleteVolume(poolRef.uuid(), name);
  }

  private void guard(String verb) {
    GoldenVolumes.guard(driver, poolRef, name, verb);
  }

  @Override
  public StorageVolume clone(VolumeCloneSpec spec, ProgressListener listener) {
    VolumeClone clone = new VolumeClone(calls(), new VolumeRef(poolRef, name), spec);
    long total = info().allocation().bytes();
    return Job.run(
        listener,
        "cloning " + name + " to " + spec.name(),
        total,
        job -> {
          VolumeRef made = clone.make();
          job.advance(total);
          return new DriverStorageVolume(driver, made.pool(), made.name());
        });
  }

  @Override
  public void resize(ByteSize capacity, ResizeFlag... flags) {
    guard("resized");
    Set<ResizeFlag> chosen = Set.of(flags);
    ByteSize now = info().capacity();
    if (capacity.compareTo(now) < 0 && !chosen.contains(ResizeFlag.SHRINK)) {
      throw InvalidSpecException.of(
          subject(), "cannot shrink from " + now + " to " + capacity + ": data would be lost");
    }
    calls().resizeVolume(poolRef.uuid(), name, capacity.bytes(), chosen);
  }

  @Override
  public void wipe(WipeAlgorithm algorithm) {
    guard("wiped");
    calls().wipeVolume(poolRef.uuid(), name, algorithm);
  }

  @Override
  public void upload(Path source, ProgressListener listener, UploadOption... options) {
    upload(source, 0, sizeOf(source), listener, options);
  }

  @Override
  public void upload(
      Path source, long offset, long length, ProgressListener listener, UploadOption... options) {
    guard("written to");
    boolean verify = Set.of(options).contains(UploadOption.VERIFY);
    Job.run(
        listener,
        "uploading " + source.getFileName() + " to " + name,
        length,
        job -> {
          send(source, offset, length, verify, job);
          return null;
        });
  }

  private void send(Path source, long offset, long length, boolean verify, Job job) {
    try (FileChannel channel = FileChannel.open(source)) {
      transfer().upload(source, VolumeTransfer.contentOf(channel), offset, length, verify, job);
    } catch (IOException e) {
      throw FileErrors.explain("reading", source, e);
    }
  }

  @Override
  public void importDisk(QcowDisk disk, ProgressListener listener) {
    new VolumeImport(driver, this).run(disk, listener);
  }

  @Override
  public byte[] read(long offset, int length) {
    return transfer().read(offset, length);
  }

  @Override
  public void download(Path target, ProgressListener listener) {
    Job.run(
        listener,
        "downloading " + name,
        info().allocation().bytes(),
        job -> {
          transfer().download(target, job);
          return null;
        });
  }

  VolumeTransfer transfer() {
    return new VolumeTransfer(calls(), poolRef.uuid(), name);
  }

  /** A block device, too, has a size, which {@code Files.size} does not know. */
  static long sizeOf(Path source) {
    try (FileChannel channel = FileChannel.open(source)) {
      return channel.size();
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
