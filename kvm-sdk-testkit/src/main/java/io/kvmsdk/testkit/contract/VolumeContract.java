package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.storage.BackingStore;
import io.kvmsdk.storage.Reflink;
import io.kvmsdk.storage.ResizeFlag;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.storage.WipeAlgorithm;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code StorageVolume} promises, beside what it does about content. */
abstract class VolumeContract extends VolumeContentContract {
  @Test
  void clone_standsAlone_whateverTheFormats() throws IOException {
    needs(Capability.VOLUME_CONTENT);
    StoragePool pool = active();
    StorageVolume base = filled(pool);
    BackingStore below = new BackingStore(base.path(), VolumeFormat.RAW);
    StorageVolume overlay = pool.create(v -> v.name("b.qcow2").capacity(SIZE).backingStore(below));
    for (StorageVolume source : List.of(base, overlay)) {
      for (VolumeFormat format : List.of(VolumeFormat.RAW, VolumeFormat.QCOW2)) {
        StorageVolume clone = source.clone(c -> c.name(source.name() + format).format(format));

        assertThat(clone.info().capacity()).isEqualTo(SIZE);
        assertThat(clone.spec().format()).isEqualTo(format);
        assertThat(clone.spec().backingStore()).isEmpty();
        assertThat(guestBytes(clone)).isEqualTo(guestBytes(base));
      }
    }
    assertThat(overlay.spec().backingStore()).contains(below);
  }

  @Test
  void clone_makesTheSame_whenItIsToldNoMoreThanAName() {
    StoragePool pool = active();

    StorageVolume clone = raw(pool).clone("copy.img");

    assertThat(clone.pool()).isEqualTo(pool.name());
    assertThat(clone.info().capacity()).isEqualTo(SIZE);
    assertThat(pool.list()).extracting(StorageVolume::name).contains("a.img", "copy.img");
  }

  @Test
  void clone_isLarger_whenItIsToldSo_neverSmaller() {
    needs(Capability.VOLUME_CONTENT);
    StoragePool pool = active();
    for (StorageVolume source :
        List.of(raw(pool), pool.create(v -> v.name("a.qcow2").capacity(SIZE)))) {
      StorageVolume clone =
          source.clone(c -> c.name("c" + source.name()).capacity(ByteSize.mib(40)));

      assertThat(clone.info().capacity()).isEqualTo(ByteSize.mib(40));
      assertThatThrownBy(() -> clone.clone(c -> c.name("small").capacity(SIZE)))
          .isInstanceOf(InvalidSpecException.class)
          .hasMessageContaining("40MiB");
      assertThat(pool.find("small")).isEmpty();
    }
  }

  @Test
  void clone_goesToAnotherPool() {
    needs(Capability.CLONES_BETWEEN_POOLS);
    StorageVolume source = raw(active());
    StoragePool other =
        kvm.storagePools().define(p -> p.name(run + "-q").target(poolFolder(run + "-q")));
    other.build();
    other.start();

    StorageVolume clone = source.clone(c -> c.name("a.img").pool(other.name()));

    assertThat(clone.pool()).isEqualTo(other.name());
    assertThat(other.get("a.img").info().capacity()).isEqualTo(SIZE);
    assertThatThrownBy(() -> source.clone(c -> c.name("a.img").pool(run + "-none")))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining(run + "-none");
  }

  @Test
  void clone_isRefused_whenTheNameIsTaken() {
    StoragePool pool = active();
    StorageVolume source = raw(pool);

    assertThatThrownBy(() -> source.clone("a.img"))
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageContaining("a.img");
    assertThat(pool.list()).hasSize(1);
  }

  @Test
  void clone_isRefused_whenBlocksAreToBeSharedBetweenFormats() {
    StorageVolume source = raw(active());

    assertThatThrownBy(
            () -> source.clone(c -> c.name("c").format(VolumeFormat.QCOW2).reflink(Reflink.ALWAYS)))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("qcow2");
  }

  @Test
  void clone_ofNothing_saysSo() {
    StorageVolume gone = raw(active());
    gone.delete();

    assertThatThrownBy(() -> gone.clone("c")).isInstanceOf(NotFoundException.class);
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
  void resize_shrinks_whenToldSo_butNotBelowWhatIsTaken() {
    needs(Capability.VOLUME_CONTENT);
    StorageVolume volume = raw(active());

    volume.resize(ByteSize.mib(4), ResizeFlag.SHRINK);

    assertThat(volume.info().capacity()).isEqualTo(ByteSize.mib(4));
    volume.resize(SIZE, ResizeFlag.ALLOCATE);
    assertThat(volume.info().allocation()).isGreaterThanOrEqualTo(ByteSize.mib(4));
    assertThatThrownBy(() -> volume.resize(ByteSize.mib(4), ResizeFlag.SHRINK))
        .isInstanceOf(InvalidSpecException.class);
    assertThat(volume.info().capacity()).isEqualTo(SIZE);
  }

  @Test
  void resize_setsSpaceAside_forRawVolumesAlone() {
    needs(Capability.VOLUME_CONTENT);
    StorageVolume volume = active().create(v -> v.name("a.qcow2").capacity(SIZE));

    assertThatThrownBy(() -> volume.resize(ByteSize.mib(20), ResizeFlag.ALLOCATE))
        .isInstanceOf(UnsupportedException.class);
    assertThat(volume.info().capacity()).isEqualTo(SIZE);
  }

  @Test
  void wipe_leavesZerosOfTheSameLength() throws IOException {
    needs(Capability.VOLUME_CONTENT);
    StoragePool pool = active();
    StorageVolume volume = filled(pool);

    volume.wipe();

    assertThat(volume.info().capacity()).isEqualTo(SIZE);
    assertThat(guestBytes(volume)).isEqualTo(new byte[(int) SIZE.bytes()]);
    StorageVolume image = pool.create(v -> v.name("a.qcow2").capacity(SIZE));
    image.wipe(WipeAlgorithm.ZERO);
    assertThat(image.spec().format()).isEqualTo(VolumeFormat.RAW);
    assertThatThrownBy(() -> image.wipe(WipeAlgorithm.TRIM))
        .isInstanceOf(UnsupportedException.class);
  }
}
