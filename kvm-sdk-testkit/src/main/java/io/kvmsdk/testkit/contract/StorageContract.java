package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.storage.BackingStore;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code StoragePools}, {@code StoragePool} and {@code StorageVolume} promise. */
public abstract class StorageContract extends HypervisorContract {
  private static final ByteSize SIZE = ByteSize.mib(16);

  @TempDir Path local;

  /** A folder of that name that the host can make, as a pool's target. */
  protected abstract String poolFolder(String name);

  /** Where this test sees the host's file {@code path}, for drivers with real files. */
  protected Path hostFile(String path) {
    return Path.of(path);
  }

  private StoragePool defined() {
    return kvm.storagePools().define(p -> p.name(run + "-p").target(poolFolder(run)));
  }

  private StoragePool active() {
    StoragePool pool = defined();
    pool.build();
    pool.start();
    return pool;
  }

  private StorageVolume raw(StoragePool pool) {
    return pool.create(v -> v.name("a.img").capacity(SIZE).format(VolumeFormat.RAW));
  }

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

  @Test
  void resize_grows_andIsRefused_whenItWouldShrink() {
    needs(Capability.VOLUME_CONTENT);
    StoragePool pool = active();
    for (StorageVolume volume :
        Arrays.asList(raw(pool), pool.create(v -> v.name("a.qcow2").capacity(SIZE)))) {
      volume.resize(ByteSize.mib(900));
      assertThat(volume.info().capacity()).isEqualTo(ByteSize.mib(900));
      assertThatThrownBy(() -> volume.resize(SIZE))
          .isInstanceOf(InvalidSpecException.class)
          .hasMessageContaining("900MiB");
      assertThat(volume.info().capacity()).isEqualTo(ByteSize.mib(900));
    }
  }

  @Test
  void upload_thenDownload_givesTheSameBytes() throws IOException {
    needs(Capability.VOLUME_CONTENT);
    byte[] content = new byte[(3 << 20) + 17];
    new Random(1).nextBytes(content);
    Path source = Files.write(local.resolve("source"), content);
    StorageVolume volume = raw(active());

    volume.upload(source, ProgressListener.NONE);

    Path target = local.resolve("target");
    volume.download(target, ProgressListener.NONE);
    byte[] expected = Arrays.copyOf(content, (int) SIZE.bytes());
    assertThat(Files.mismatch(target, Files.write(local.resolve("expected"), expected)))
        .isEqualTo(-1);
    assertThat(volume.info().allocation()).isGreaterThanOrEqualTo(ByteSize.mib(3));
  }

  @Test
  void upload_ofAPart_leavesTheRestAsItWas() throws IOException {
    needs(Capability.VOLUME_CONTENT);
    Path source = Files.write(local.resolve("source"), new byte[] {0, 1, 2, 3, 4, 5});
    StorageVolume volume = raw(active());

    volume.upload(source, 2, 3, ProgressListener.NONE);

    assertThat(volume.read(0, 8)).containsExactly(0, 0, 2, 3, 4, 0, 0, 0);
    assertThat(volume.read(3, 2)).containsExactly(3, 4);
    assertThat(volume.read(SIZE.bytes() - 1, 8)).hasSize(1);
  }

  @Test
  void download_keepsAFileThatIsThere() throws IOException {
    needs(Capability.VOLUME_CONTENT);
    Path target = Files.writeString(local.resolve("target"), "kept");
    StorageVolume volume = raw(active());

    assertThatThrownBy(() -> volume.download(target, ProgressListener.NONE))
        .isInstanceOf(AlreadyExistsException.class);
    assertThat(target).hasContent("kept");
  }
}
