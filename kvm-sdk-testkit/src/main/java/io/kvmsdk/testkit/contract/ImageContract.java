package io.kvmsdk.testkit.contract;

import io.kvmsdk.domain.DiskSource;
import io.kvmsdk.domain.DiskSpec;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.storage.BackingStore;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;

/** What the suites about the images of domains have in common: a pool with some in it. */
public abstract class ImageContract extends HypervisorContract {
  static final ByteSize SIZE = ByteSize.mib(32);

  @TempDir Path local;

  private StoragePool pool;

  /** A folder of that name that the host can make, as a pool's target. */
  protected abstract String poolFolder(String name);

  final StoragePool pool() {
    if (pool == null) {
      pool = kvm.storagePools().define(p -> p.name(run + "-p").target(poolFolder(run)));
      pool.build();
      pool.start();
    }
    return pool;
  }

  final StorageVolume empty(String name) {
    return pool().create(v -> v.name(name).capacity(SIZE));
  }

  /** A raw volume full of what is like nothing else, where a driver's volumes have content. */
  final StorageVolume filled(String name) {
    StorageVolume volume = pool().create(v -> v.name(name).capacity(SIZE).format(VolumeFormat.RAW));
    if (!missing().contains(Capability.VOLUME_CONTENT)) {
      volume.upload(random(name), ProgressListener.NONE);
    }
    return volume;
  }

  private Path random(String name) {
    byte[] content = new byte[(int) SIZE.bytes()];
    new Random(name.hashCode()).nextBytes(content);
    try {
      return Files.write(local.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  final StorageVolume overlay(String name, StorageVolume below, VolumeFormat format) {
    return pool()
        .create(
            v -> v.name(name).capacity(SIZE).backingStore(new BackingStore(below.path(), format)));
  }

  /** A domain that starts within a second, with the volumes as its disks vda, vdb, …. */
  final Domain guest(String suffix, StorageVolume... volumes) {
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
  final Domain running(String suffix, StorageVolume... volumes) {
    Domain domain = guest(suffix, volumes);
    domain.start();
    domain.suspend();
    return domain;
  }
}
