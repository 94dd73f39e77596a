package io.kvmsdk.testkit.contract;

import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.Firmware;
import io.kvmsdk.provision.Generalize;
import io.kvmsdk.provision.GoldenPublication;
import io.kvmsdk.provision.Goldens;
import io.kvmsdk.provision.Provision;
import io.kvmsdk.qcow2.Extent;
import io.kvmsdk.qcow2.QcowSpec;
import io.kvmsdk.storage.BackingStore;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StoragePoolSpec;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What the suites about golden images have in common: a pool, and an image to publish in it. */
public abstract class GoldenPool extends HypervisorContract {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  static final ByteSize SIZE = ByteSize.mib(8);

  protected final String pool = run + "-pool";

  @TempDir protected Path files;

  StoragePool storage;

  @BeforeEach
  final void makeAPool() {
    storage = kvm.storagePools().define(StoragePoolSpec.dir(pool, poolFolder(pool)));
    storage.build();
    storage.start();
  }

  final Path disk() {
    Path file = files.resolve("disk.qcow2");
    QcowSpec.of(SIZE)
        .create(
            file,
            List.of(new Extent(0, 1 << 16)),
            (offset, bytes) -> {
              while (bytes.hasRemaining()) {
                bytes.put((byte) 7);
              }
            });
    return file;
  }

  final GoldenPublication publication() {
    return Provision.on(kvm)
        .golden("debian")
        .from(disk())
        .pool(pool)
        .os("Debian 12")
        .firmware(Firmware.BIOS)
        .generalize(Generalize.NONE)
        .clock(Clock.fixed(NOW, ZoneOffset.UTC));
  }

  final Goldens goldens() {
    return Provision.on(kvm).goldens(pool);
  }

  final StorageVolume overlay(String name, StorageVolume below) {
    return storage.create(
        v ->
            v.name(name)
                .capacity(SIZE)
                .backingStore(new BackingStore(below.path(), VolumeFormat.QCOW2)));
  }

  final List<String> volumes() {
    storage.refresh();
    return storage.list().stream().map(StorageVolume::name).toList();
  }

  /** Where the test sees a volume's file. */
  protected Path realFile(StorageVolume volume) {
    return Path.of(volume.path());
  }

  final Domain define(String name, String volume) {
    return kvm.domains()
        .define(
            DomainSpec.builder()
                .name(run + "-" + name)
                .memory(ByteSize.mib(64))
                .disk(d -> d.volume(pool, volume).format(VolumeFormat.QCOW2))
                .build());
  }
}
