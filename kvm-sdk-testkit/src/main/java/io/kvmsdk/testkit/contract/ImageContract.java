package io.kvmsdk.testkit.contract;

import io.kvmsdk.domain.DiskSource;
import io.kvmsdk.domain.DiskSpec;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.qcow2.BackingFormat;
import io.kvmsdk.qcow2.Extent;
import io.kvmsdk.qcow2.QcowDisk;
import io.kvmsdk.qcow2.QcowOverlay;
import io.kvmsdk.qcow2.ReadAt;
import io.kvmsdk.storage.BackingStore;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** What the suites about the images of domains have in common: a pool with some in it. */
public abstract class ImageContract extends HypervisorContract {
  static final ByteSize SIZE = ByteSize.mib(8);

  @TempDir Path local;

  private StoragePool pool;
  private boolean forgotten;

  final StoragePool pool() {
    if (pool == null) {
      pool = kvm.storagePools().define(p -> p.name(run + "-p").target(poolFolder(run)));
      pool.build();
      pool.start();
    }
    return pool;
  }

  /** Whether this process may work on the host's files without libvirt. */
  final boolean local() {
    return kvm.localFile(poolFolder(run)).isPresent();
  }

  /** Leaves the folder as it is: its images are files in no pool, until {@link #pool} is called. */
  protected final void forgetPool() {
    pool().destroy();
    pool().undefine();
    pool = null;
    forgotten = true;
  }

  /** So that what was left in the folder goes with it. */
  @AfterEach
  final void findPoolAgain() {
    if (forgotten) {
      pool();
    }
  }

  protected final StorageVolume empty(String name) {
    return pool().create(v -> v.name(name).capacity(SIZE));
  }

  /** A raw volume full of what is like nothing else, where a driver's volumes have content. */
  protected final StorageVolume filled(String name) {
    return filled(name, SIZE);
  }

  final StorageVolume filled(String name, ByteSize size) {
    StorageVolume volume = pool().create(v -> v.name(name).capacity(size).format(VolumeFormat.RAW));
    if (!missing().contains(Capability.VOLUME_CONTENT)) {
      volume.upload(random(name, size), ProgressListener.NONE);
    }
    return volume;
  }

  private Path random(String name, ByteSize size) {
    try {
      return Files.write(local.resolve(name), contentOf(name, size));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What {@link #filled} puts into a volume of that name. */
  static byte[] contentOf(String name) {
    return contentOf(name, SIZE);
  }

  private static byte[] contentOf(String name, ByteSize size) {
    byte[] content = new byte[(int) size.bytes()];
    new Random(name.hashCode()).nextBytes(content);
    return content;
  }

  /** A qcow2 overlay that is empty but for {@code mark}. */
  final StorageVolume marked(String name, StorageVolume below, BackingFormat format, Mark mark) {
    Path image = local.resolve(name);
    QcowOverlay.builder()
        .backingFile(below.path())
        .backingFormat(format)
        .size(SIZE)
        .build()
        .create(image, List.of(new Extent(mark.at(), Mark.LENGTH)), mark);
    return pool().upload(name, image, ProgressListener.NONE);
  }

  /** Bytes of one kind at a place of its own. */
  protected record Mark(int at, byte value) implements ReadAt {
    public static final int LENGTH = 64 << 10;

    @Override
    public void read(long offset, ByteBuffer dst) {
      while (dst.hasRemaining()) {
        dst.put(value);
      }
    }

    /** The mark itself. */
    public byte[] bytes() {
      byte[] bytes = new byte[LENGTH];
      Arrays.fill(bytes, value);
      return bytes;
    }

    void on(byte[] content) {
      Arrays.fill(content, at, at + LENGTH, value);
    }
  }

  /** What a guest sees of a volume that stands alone. */
  final byte[] seen(StorageVolume volume) throws IOException {
    Path image = Files.createTempDirectory(local, "seen").resolve(volume.name());
    volume.download(image, ProgressListener.NONE);
    return seen(image, volume.spec().format());
  }

  /** As {@link #seen(StorageVolume)}; by QEMU's own tools, where there are such. */
  protected byte[] seen(Path image, VolumeFormat format) throws IOException {
    BackingFormat as = format == VolumeFormat.QCOW2 ? BackingFormat.QCOW2 : BackingFormat.RAW;
    try (QcowDisk disk = QcowDisk.open(image, as)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) disk.size().bytes());
      disk.read(0, bytes);
      return bytes.array();
    }
  }

  protected final StorageVolume overlay(String name, StorageVolume below, VolumeFormat format) {
    return pool()
        .create(
            v -> v.name(name).capacity(SIZE).backingStore(new BackingStore(below.path(), format)));
  }

  /** A domain that starts within a second, with the volumes as its disks vda, vdb, …. */
  protected final Domain guest(String suffix, StorageVolume... volumes) {
    return kvm.domains()
        .define(
            d -> {
              d.name(run + suffix).memory(ByteSize.mib(64)).guestAgent(false);
              for (StorageVolume volume : volumes) {
                d.addDisk(
                    DiskSpec.builder()
                        .source(DiskSource.volume(volume.pool(), volume.name()))
                        .build());
              }
            });
  }

  /** As {@link #guest}, started and stopped at once: its processors touch no disk. */
  protected final Domain running(String suffix, StorageVolume... volumes) {
    Domain domain = guest(suffix, volumes);
    domain.start();
    domain.suspend();
    return domain;
  }
}
