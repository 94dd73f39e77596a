package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.qcow2.QcowImage;
import io.kvmsdk.storage.BackingStore;
import io.kvmsdk.storage.PoolSource;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StoragePoolSpec;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code StoragePools} and {@code StoragePool} promise, beside what volumes do. */
public abstract class StorageContract extends VolumeContract {
  @Test
  void define_makesAnInactivePool_thatReadsBackAsItsSpec() {
    StoragePool pool = defined();

    assertThat(pool.active()).isFalse();
    assertThat(pool.spec().uuid()).contains(pool.uuid());
    assertThat(pool.spec().target()).isEqualTo(poolFolder(run));
    assertThat(pool.spec().autostart()).isTrue();
    pool.autostart(false);
    assertThat(pool.spec().autostart()).isFalse();
  }

  static List<PoolSource> sources() {
    return List.of(
        PoolSource.dir(),
        PoolSource.fs("/dev/kvmsdk-none"),
        PoolSource.netfs("nfs.example", "/export/vm"),
        PoolSource.logical("kvmsdk-none"),
        PoolSource.logical("kvmsdk-none", "/dev/kvmsdk-none1", "/dev/kvmsdk-none2"),
        PoolSource.disk("/dev/kvmsdk-none"),
        PoolSource.iscsi("192.0.2.1", "iqn.2010-05.com.example:disks"));
  }

  @ParameterizedTest
  @MethodSource("sources")
  void define_takesPoolsOfEachType_whichReadBackAsTheirSpec(PoolSource source) {
    StoragePoolSpec spec = pool(source);

    StoragePool pool = kvm.storagePools().define(spec);

    assertThat(pool.spec()).isEqualTo(spec.toBuilder().uuid(pool.uuid()).build());
  }

  @Test
  void define_takesPoolsOfCeph_whichReadBackAsTheirSpec() {
    needs(Capability.CEPH);
    StoragePoolSpec spec =
        pool(
            PoolSource.rbd("vms", PoolSource.Monitor.of("192.0.2.1", 6789))
                .as("libvirt", UUID.randomUUID()));

    StoragePool pool = kvm.storagePools().define(spec);

    assertThat(pool.spec()).isEqualTo(spec.toBuilder().uuid(pool.uuid()).build());
  }

  private StoragePoolSpec pool(PoolSource source) {
    StoragePoolSpec.Builder pool = StoragePoolSpec.builder().name(run + "-p").source(source);
    return (source.type().folder() ? pool.target(poolFolder(run)) : pool).autostart(false).build();
  }

  @Test
  void define_isRefused_whenTheNameIsTaken() {
    defined();

    assertThatThrownBy(
            () ->
                kvm.storagePools()
                    .define(p -> p.name(run + "-p").target(poolFolder(run + "-other"))))
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageContaining(run + "-p");
  }

  @Test
  void define_isRefused_whenTheTargetIsAnothersPools() {
    defined();

    assertThatThrownBy(
            () -> kvm.storagePools().define(p -> p.name(run + "-q").target(poolFolder(run))))
        .isInstanceOf(KvmException.class)
        .hasMessageContaining(run + "-p");
    assertThat(kvm.storagePools().find(run + "-q")).isEmpty();
  }

  @Test
  void find_getAndList_seeWhatIsThere() {
    assertThat(kvm.storagePools().find(run + "-p")).isEmpty();
    assertThatThrownBy(() -> kvm.storagePools().get(run + "-p"))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining(run + "-p");

    StoragePool pool = defined();

    assertThat(kvm.storagePools().get(run + "-p").uuid()).isEqualTo(pool.uuid());
    assertThat(kvm.storagePools().list()).extracting(StoragePool::name).contains(run + "-p");
  }

  @Test
  void lifeCycle_goesThroughItsStates() {
    StoragePool pool = active();
    assertThat(pool.active()).isTrue();
    assertThat(pool.info().capacity()).isGreaterThan(ByteSize.ZERO);
    pool.destroy();
    assertThat(pool.active()).isFalse();
    pool.delete();
    pool.undefine();
    assertThat(kvm.storagePools().find(run + "-p")).isEmpty();
    assertThatThrownBy(pool::active).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(pool::start).isInstanceOf(NotFoundException.class);
  }

  @Test
  void whatNeedsAnInactivePool_isRefused_whenItIsActive() {
    StoragePool pool = active();

    assertConflict(pool::start);
    assertConflict(pool::build);
    assertConflict(pool::delete);
    assertConflict(pool::undefine);
  }

  @Test
  void whatNeedsAnActivePool_isRefused_whenItIsNot() {
    StoragePool pool = active();
    StorageVolume volume = raw(pool);
    pool.destroy();

    assertConflict(pool::destroy);
    assertConflict(pool::refresh);
    assertConflict(() -> raw(pool));
    assertConflict(() -> pool.find("a.img"));
    assertConflict(volume::info);
    assertConflict(volume::delete);
    assertConflict(pool::list);
    pool.start();
    if (!missing().contains(Capability.REAL_FILES)) {
      assertThat(pool.get("a.img").info()).isEqualTo(volume.info());
    }
  }

  private void assertConflict(ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(ConflictException.class).hasMessageContaining(run + "-p");
  }

  @Test
  void start_namesTheFolder_whenThePoolWasNotBuilt() {
    needs(Capability.REAL_FILES);
    StoragePool pool = defined();

    assertThatThrownBy(pool::start)
        .isInstanceOf(KvmException.class)
        .hasMessageContaining(poolFolder(run));
    assertThat(pool.active()).isFalse();
  }

  @Test
  void build_makesTheFolder_andDeleteTakesItAway_onlyWhenItIsEmpty() throws IOException {
    needs(Capability.REAL_FILES);
    Path folder = hostFile(poolFolder(run));
    StoragePool pool = defined();
    pool.build();
    pool.build();
    assertThat(folder).isDirectory();
    Path file = Files.createFile(folder.resolve("somebody's"));

    assertThatThrownBy(pool::delete)
        .isInstanceOf(KvmException.class)
        .hasMessageContaining(poolFolder(run));
    assertThat(file).exists();
    Files.delete(file);
    pool.delete();
    assertThat(folder).doesNotExist();
  }

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

  @Test
  void findGetAndList_seeTheVolumesThatAreThere() {
    StoragePool pool = active();
    assertThat(pool.list()).isEmpty();
    assertThat(pool.find("a.img")).isEmpty();
    assertThatThrownBy(() -> pool.get("a.img"))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("a.img");

    StorageVolume volume = raw(pool);

    assertThat(pool.get("a.img").path()).isEqualTo(volume.path());
    assertThat(kvm.storagePools().findVolumeByPath(volume.path()))
        .hasValueSatisfying(v -> assertThat(v.pool() + "/" + v.name()).isEqualTo(run + "-p/a.img"));
    assertThat(kvm.storagePools().findVolumeByPath(volume.path() + "x")).isEmpty();
  }

  @Test
  void handle_findsNothing_onceTheVolumeIsDeleted() {
    StoragePool pool = active();
    StorageVolume volume = raw(pool);

    volume.delete();

    assertThat(pool.list()).isEmpty();
    assertThatThrownBy(volume::info).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(volume::delete).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(volume::path).isInstanceOf(NotFoundException.class);
  }

  @Test
  void refresh_findsWhatOthersPutThere() throws IOException {
    needs(Capability.REAL_FILES);
    StoragePool pool = active();
    Files.write(hostFile(poolFolder(run)).resolve("other.img"), new byte[4096]);
    assertThat(pool.find("other.img")).isEmpty();

    pool.refresh();

    assertThat(pool.get("other.img").info().capacity()).isEqualTo(ByteSize.bytes(4096));
    assertThat(pool.get("other.img").spec().format()).isEqualTo(VolumeFormat.RAW);
  }

  @Test
  void refresh_seesTheFormatOfWhatWasUploaded() throws IOException {
    needs(Capability.VOLUME_CONTENT);
    StoragePool pool = active();
    StorageVolume image = pool.create(v -> v.name("image.qcow2").capacity(SIZE));
    Path copy = local.resolve("copy");
    image.download(copy, ProgressListener.NONE);
    ByteSize length = ByteSize.bytes(Files.size(copy));
    StorageVolume sent = pool.create(v -> v.name("sent").capacity(length).format(VolumeFormat.RAW));
    sent.upload(copy, ProgressListener.NONE);

    pool.refresh();

    assertThat(sent.spec().format()).isEqualTo(VolumeFormat.QCOW2);
    assertThat(sent.info().capacity()).isEqualTo(SIZE);
  }
}
