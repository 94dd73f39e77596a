package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.qcow2.QcowImage;
import io.kvmsdk.storage.BackingStore;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What volumes promise when they are made. */
abstract class NewVolumeContract extends VolumeContract {
  @Test
  void create_makesASparseVolume_whenItIsRaw() {
    StorageVolume volume = raw(active());

    assertThat(volume.info().capacity()).isEqualTo(SIZE);
    assertThat(volume.info().allocation()).isEqualTo(ByteSize.ZERO);
    assertThat(volume.spec().format()).isEqualTo(VolumeFormat.RAW);
    assertThat(volume.path()).isEqualTo(poolFolder(run) + "/a.img");
  }

  @Test
  void create_makesAVolumeOfTheCapacity_whenItIsQcow2() {
    StorageVolume volume = active().create(v -> v.name("a.qcow2").capacity(SIZE));

    assertThat(volume.info().capacity()).isEqualTo(SIZE);
    assertThat(volume.spec().format()).isEqualTo(VolumeFormat.QCOW2);
    assertThat(volume.spec().backingStore()).isEmpty();
    needs(Capability.REAL_FILES);
    assertThat(volume.info().allocation()).isLessThan(ByteSize.mib(1));
  }

  @Test
  void create_makesAnOverlay_whenThereIsABackingStore() {
    StoragePool pool = active();
    BackingStore below = new BackingStore(raw(pool).path(), VolumeFormat.RAW);

    StorageVolume volume =
        pool.create(v -> v.name("b.qcow2").capacity(ByteSize.mib(32)).backingStore(below));

    assertThat(volume.spec().backingStore()).contains(below);
    assertThat(volume.info().capacity()).isEqualTo(ByteSize.mib(32));
  }

  @Test
  void localPath_isWhereThisProcessFindsThem() {
    StoragePool pool = active();

    assertThat(pool.localPath())
        .isEqualTo(local() ? Optional.of(Path.of(poolFolder(run))) : Optional.empty());
    assertThat(raw(pool).localPath())
        .isEqualTo(local() ? Optional.of(Path.of(poolFolder(run), "a.img")) : Optional.empty());
  }

  @Test
  void create_makesAVolumeWithoutContent_whenTheCapacityIs0() {
    StorageVolume volume =
        active().create(v -> v.name("a.img").capacity(ByteSize.ZERO).format(VolumeFormat.RAW));

    assertThat(volume.info().capacity()).isEqualTo(ByteSize.ZERO);
    assertThat(volume.spec().capacity()).isEqualTo(ByteSize.ZERO);
  }

  @Test
  void create_makesAnOverlayOfTheSameSize_whenTheCapacityIs0() throws IOException {
    needs(Capability.REAL_FILES);
    StoragePool pool = active();
    BackingStore below = new BackingStore(raw(pool).path(), VolumeFormat.RAW);

    StorageVolume volume =
        pool.create(v -> v.name("b.qcow2").capacity(ByteSize.ZERO).backingStore(below));

    assertThat(volume.info().capacity()).isEqualTo(SIZE);
    QcowImage image = QcowImage.open(hostFile(volume.path()));
    assertThat(image.version()).isEqualTo(3);
    assertThat(image.virtualSize()).isEqualTo(SIZE);
    assertThat(image.clusterSize()).isEqualTo(ByteSize.kib(64));
    assertThat(image.backingFile()).contains(below.path());
    assertThat(image.backingFormat()).contains("raw");
    assertThat(Files.getPosixFilePermissions(hostFile(volume.path())))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void create_isRefused_whenAnOverlayWouldBeSmallerThanWhatItLiesOver() {
    StoragePool pool = active();
    BackingStore below = new BackingStore(raw(pool).path(), VolumeFormat.RAW);

    assertThatThrownBy(
            () -> pool.create(v -> v.name("b.qcow2").capacity(ByteSize.mib(1)).backingStore(below)))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("8MiB");
    assertThat(pool.find("b.qcow2")).isEmpty();
  }

  @Test
  void create_isRefused_whenTheNameOfAnOverlayIsTaken() {
    StoragePool pool = active();
    BackingStore below = new BackingStore(raw(pool).path(), VolumeFormat.RAW);
    pool.create(v -> v.name("b.qcow2").capacity(SIZE).backingStore(below));

    assertThatThrownBy(() -> pool.create(v -> v.name("b.qcow2").capacity(SIZE).backingStore(below)))
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageContaining("b.qcow2");
  }

  @Test
  void create_isRefused_whenTheBackingStoreIsMissing() {
    needs(Capability.REAL_FILES);
    String missing = poolFolder(run) + "/nothing.img";
    StoragePool pool = active();

    assertThatThrownBy(
            () ->
                pool.create(
                    v ->
                        v.name("b.qcow2")
                            .capacity(SIZE)
                            .backingStore(new BackingStore(missing, VolumeFormat.RAW))))
        .isInstanceOf(KvmException.class)
        .hasMessageContaining(missing);
    assertThat(pool.find("b.qcow2")).isEmpty();
  }

  @Test
  void create_isRefused_whenTheNameIsTaken() {
    StoragePool pool = active();
    raw(pool);

    assertThatThrownBy(() -> raw(pool))
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageContaining("a.img");
  }

  @Test
  void create_takesNamesOfAllKinds() {
    String name = "a & b <c> 'ü日'.img";
    StoragePool pool = active();

    pool.create(v -> v.name(name).capacity(SIZE).format(VolumeFormat.RAW));

    assertThat(pool.get(name).name()).isEqualTo(name);
    assertThat(pool.get(name).spec().name()).isEqualTo(name);
    assertThat(pool.list()).extracting(StorageVolume::name).containsExactly(name);
  }
}
