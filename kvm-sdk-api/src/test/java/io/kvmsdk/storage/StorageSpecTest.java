package io.kvmsdk.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.throwable;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.value.ByteSize;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StorageSpecTest {
  @Test
  void build_ofAPool_tellsAllThatIsWrong() {
    assertThatThrownBy(() -> StoragePoolSpec.dir("a/b", "relative"))
        .asInstanceOf(throwable(InvalidSpecException.class))
        .satisfies(e -> assertThat(e.problems()).hasSize(2));
  }

  static List<PoolSource> wrong() {
    return List.of(
        PoolSource.fs("sdb"),
        new PoolSource.Fs("/dev/sdb", "ntfs"),
        PoolSource.netfs("nfs example", "/export"),
        PoolSource.netfs("nfs.example", "export"),
        PoolSource.logical("vg/0"),
        PoolSource.logical("-vg"),
        PoolSource.logical("vg", "sdb"),
        PoolSource.disk("/"),
        new PoolSource.Disk("/dev/sdb", "apple"),
        PoolSource.iscsi("h", "disks"),
        PoolSource.rbd("vms"),
        PoolSource.rbd("", PoolSource.Monitor.of("h")),
        PoolSource.rbd("vms", PoolSource.Monitor.of("h", 0)),
        PoolSource.rbd("vms", PoolSource.Monitor.of("h")).as("", new UUID(0, 1)));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void build_ofAPool_refusesSourcesThatLibvirtsSchemaRefuses(PoolSource source) {
    StoragePoolSpec.Builder pool = StoragePoolSpec.builder().name("p").source(source);
    assertThatThrownBy((source.type().folder() ? pool.target("/mnt/p") : pool)::build)
        .asInstanceOf(throwable(InvalidSpecException.class))
        .satisfies(e -> assertThat(e.problems()).hasSize(1));
  }

  @Test
  void build_ofAPool_knowsWhereDevicesAppear() {
    assertThat(target(PoolSource.logical("vg0"))).isEqualTo("/dev/vg0");
    assertThat(target(PoolSource.disk("/dev/sdb"))).isEqualTo("/dev");
    assertThat(target(PoolSource.rbd("vms", PoolSource.Monitor.of("h")))).isEmpty();
    assertThatThrownBy(() -> target(PoolSource.netfs("h", "/e")))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("target");
  }

  private static String target(PoolSource source) {
    return StoragePoolSpec.builder().name("p").source(source).build().target();
  }

  @Test
  void build_ofAVolume_tellsAllThatIsWrong() {
    StorageVolumeSpec.Builder volume =
        StorageVolumeSpec.builder()
            .name("a/b")
            .capacity(ByteSize.mib(1))
            .format(VolumeFormat.RAW)
            .backingStore(new BackingStore("/base.qcow2", VolumeFormat.QCOW2));
    assertThatThrownBy(volume::build)
        .asInstanceOf(throwable(InvalidSpecException.class))
        .satisfies(
            e ->
                assertThat(e.problems())
                    .hasSize(2)
                    .anyMatch(p -> p.contains("only a qcow2 volume can have a backing store")));
  }
}
