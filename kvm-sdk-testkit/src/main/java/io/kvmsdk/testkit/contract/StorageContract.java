package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.storage.PoolSource;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StoragePoolSpec;
import io.kvmsdk.storage.StoragePoolType;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What {@code StoragePools} and {@code StoragePool} promise, beside what volumes do. */
public abstract class StorageContract extends NewVolumeContract {
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
  void findSources_looksForVolumeGroups_andSaysWhatIsNotLookedFor() {
    assertThat(kvm.storagePools().findSources(StoragePoolType.LOGICAL))
        .allMatch(s -> s instanceof PoolSource.Logical);
    assertThatThrownBy(() -> kvm.storagePools().findSources(StoragePoolType.DIR))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("'dir'");
    assertThatThrownBy(() -> kvm.storagePools().findSources(StoragePoolType.NETFS))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("name the one to ask");
  }

  /** They are this run's own, since a host refuses a second pool of the same source. */
  private List<PoolSource> sources() {
    return List.of(
        PoolSource.dir(),
        PoolSource.fs("/dev/" + run),
        PoolSource.netfs("nfs.example", "/export/" + run),
        PoolSource.logical(run),
        PoolSource.logical(run, "/dev/" + run + "-1", "/dev/" + run + "-2"),
        PoolSource.disk("/dev/" + run),
        PoolSource.iscsi("192.0.2.1", "iqn.2010-05.com.example:" + run));
  }

  @Test
  void define_takesPoolsOfEachType_whichReadBackAsTheirSpec() {
    for (PoolSource source : sources()) {
      StoragePoolSpec spec = pool(source);

      StoragePool pool = kvm.storagePools().define(spec);

      assertThat(pool.spec()).isEqualTo(spec.toBuilder().uuid(pool.uuid()).build());
      pool.undefine();
    }
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
    String other = unseen(pool);

    pool.refresh();

    assertThat(pool.get(other).info().capacity()).isEqualTo(ByteSize.bytes(4096));
    assertThat(pool.get(other).spec().format()).isEqualTo(VolumeFormat.RAW);
  }

  /**
   * A file that is there, and that the pool does not know of; whoever else looks at the whole host
   * may just have refreshed it.
   */
  private String unseen(StoragePool pool) throws IOException {
    for (int i = 0; i < 100; i++) {
      String name = "other-" + i + ".img";
      Files.write(hostFile(poolFolder(run)).resolve(name), new byte[4096]);
      if (pool.find(name).isEmpty()) {
        return name;
      }
    }
    throw new AssertionError("the pool knew each file at once");
  }

  @Test
  void refresh_seesTheFormatOfWhatWasUploaded() throws IOException {
    needs(Capability.VOLUME_CONTENT);
    StoragePool pool = active();
    StorageVolume image = pool.create(v -> v.name("image.qcow2").capacity(SIZE));
    Path copy = local.resolve("copy");
    image.download(copy, ProgressListener.NONE);
    assertThat(image.read(0, 4)).containsExactly('Q', 'F', 'I', 0xfb);
    assertThat(image.read(0, 0)).isEmpty();
    ByteSize length = ByteSize.bytes(Files.size(copy));
    StorageVolume sent = pool.create(v -> v.name("sent").capacity(length).format(VolumeFormat.RAW));
    sent.upload(copy, ProgressListener.NONE);

    pool.refresh();

    assertThat(sent.spec().format()).isEqualTo(VolumeFormat.QCOW2);
    assertThat(sent.info().capacity()).isEqualTo(SIZE);
  }
}
