package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.qcow2.BackingFormat;
import io.kvmsdk.qcow2.Extent;
import io.kvmsdk.qcow2.QcowDisk;
import io.kvmsdk.qcow2.QcowSpec;
import io.kvmsdk.storage.BackingStore;
import io.kvmsdk.storage.Reflink;
import io.kvmsdk.storage.ResizeFlag;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.UploadOption;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.storage.WipeAlgorithm;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code StorageVolume} promises. */
abstract class VolumeContract extends HypervisorContract {
  static final ByteSize SIZE = ByteSize.mib(8);

  @TempDir Path local;

  /** A folder of that name that the host can make, as a pool's target. */
  protected abstract String poolFolder(String name);

  /** Where this test sees the host's file {@code path}, for drivers with real files. */
  protected Path hostFile(String path) {
    return Path.of(path);
  }

  /** Whether this process may work on the host's files without libvirt. */
  protected abstract boolean local();

  final StoragePool defined() {
    return kvm.storagePools().define(p -> p.name(run + "-p").target(poolFolder(run)));
  }

  final StoragePool active() {
    StoragePool pool = defined();
    pool.build();
    pool.start();
    return pool;
  }

  final StorageVolume raw(StoragePool pool) {
    return pool.create(v -> v.name("a.img").capacity(SIZE).format(VolumeFormat.RAW));
  }

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

  /** A raw volume with something in it. */
  private StorageVolume filled(StoragePool pool) throws IOException {
    byte[] content = new byte[(int) SIZE.bytes()];
    new Random(7).nextBytes(content);
    Arrays.fill(content, 1 << 20, 5 << 20, (byte) 0);
    return pool.upload(
        "filled.img", Files.write(local.resolve("filled"), content), ProgressListener.NONE);
  }

  private byte[] guestBytes(StorageVolume volume) throws IOException {
    Path image = Files.createTempDirectory(local, "image").resolve("image");
    volume.download(image, ProgressListener.NONE);
    BackingFormat format =
        volume.spec().format() == VolumeFormat.QCOW2 ? BackingFormat.QCOW2 : BackingFormat.RAW;
    try (QcowDisk disk = QcowDisk.open(image, format)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) disk.size().bytes());
      disk.read(0, bytes);
      return bytes.array();
    }
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

  @Test
  void upload_toThePool_takesAnImageAsItIs() throws IOException {
    needs(Capability.VOLUME_CONTENT);
    StoragePool pool = active();
    Path image = local.resolve("image.qcow2");
    QcowSpec.of(SIZE).create(image);

    StorageVolume volume = pool.upload("image", image, ProgressListener.NONE, UploadOption.VERIFY);

    assertThat(volume.spec().format()).isEqualTo(VolumeFormat.QCOW2);
    assertThat(volume.info().capacity()).isEqualTo(SIZE);
    Path copy = local.resolve("copy");
    volume.download(copy, ProgressListener.NONE);
    assertThat(Files.mismatch(copy, image)).isEqualTo(-1);
    assertThatThrownBy(() -> pool.upload("image", image, ProgressListener.NONE))
        .isInstanceOf(AlreadyExistsException.class);
    assertThat(pool.get("image").info().capacity()).isEqualTo(SIZE);
  }

  @Test
  void upload_toThePool_keepsHoles_andDownloadToo() throws IOException {
    needs(Capability.VOLUME_CONTENT);
    Path sparse = local.resolve("sparse");
    try (FileChannel channel =
        FileChannel.open(sparse, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {1}), 5 << 20);
      channel.write(ByteBuffer.wrap(new byte[] {2}), 64 << 20);
      channel.write(ByteBuffer.allocate(100_000), channel.size());
    }

    StorageVolume volume =
        active().upload("sparse.img", sparse, ProgressListener.NONE, UploadOption.VERIFY);

    assertThat(volume.info().capacity()).isEqualTo(ByteSize.bytes(Files.size(sparse)));
    assertThat(volume.info().allocation()).isLessThan(ByteSize.mib(1));
    Path copy = local.resolve("copy");
    volume.download(copy, ProgressListener.NONE);
    assertThat(Files.mismatch(copy, sparse)).isEqualTo(-1);
  }

  /** libvirt's own sparse upload leaves the old data in the holes, and cuts the volume off. */
  @Test
  void upload_ofHoles_overwritesWhatWasThere() throws IOException {
    needs(Capability.VOLUME_CONTENT);
    StorageVolume volume = filled(active());
    byte[] content = new byte[4 << 20];
    content[2 << 20] = 1;

    volume.upload(
        Files.write(local.resolve("source"), content), ProgressListener.NONE, UploadOption.VERIFY);

    assertThat(volume.info().capacity()).isEqualTo(SIZE);
    assertThat(volume.read(0, content.length)).isEqualTo(content);
  }

  @Test
  void upload_ofAShortFileWithHoles_leavesTheVolumeAsLongAsItWas() throws IOException {
    needs(Capability.VOLUME_CONTENT);
    StorageVolume volume = raw(active());

    volume.upload(Files.write(local.resolve("source"), new byte[1 << 20]), ProgressListener.NONE);

    assertThat(volume.info().capacity()).isEqualTo(SIZE);
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

  @Test
  void importDisk_writesWhatTheGuestSees_overWhatWasThere() throws IOException {
    needs(Capability.VOLUME_CONTENT);
    StorageVolume volume = filled(active());
    byte[] before = guestBytes(volume);
    try (QcowDisk disk = localDisk()) {
      volume.importDisk(disk, ProgressListener.NONE);
    }

    byte[] expected = new byte[4 << 20];
    expected[3 << 20] = 7;
    System.arraycopy(expected, 0, before, 0, expected.length);
    assertThat(guestBytes(volume)).isEqualTo(before);
  }

  /** 4 MiB of which one byte is not zero. */
  private QcowDisk localDisk() {
    Path image = local.resolve("disk.qcow2");
    QcowSpec.of(ByteSize.mib(4))
        .create(
            image,
            List.of(new Extent(3 << 20, 1)),
            (offset, dst) ->
                dst.put((byte) (offset == 3 << 20 ? 7 : 0)).put(new byte[dst.remaining()]));
    return QcowDisk.open(image, BackingFormat.QCOW2);
  }

  @Test
  void importDisk_isRefused_whenTheVolumeIsTooSmallOrNotRaw() {
    needs(Capability.VOLUME_CONTENT);
    StoragePool pool = active();
    StorageVolume small =
        pool.create(v -> v.name("s").capacity(ByteSize.mib(2)).format(VolumeFormat.RAW));
    StorageVolume image = pool.create(v -> v.name("i").capacity(SIZE));
    try (QcowDisk disk = localDisk()) {
      for (StorageVolume volume : List.of(small, image)) {
        assertThatThrownBy(() -> volume.importDisk(disk, ProgressListener.NONE))
            .isInstanceOf(InvalidSpecException.class);
      }
    }
    assertThat(small.info().allocation()).isEqualTo(ByteSize.ZERO);
  }

  @Test
  void importDisk_isRefused_whileARunningDomainHasTheVolume() {
    needs(Capability.VOLUME_CONTENT);
    StorageVolume volume = raw(active());
    Domain domain =
        kvm.domains()
            .define(
                d ->
                    d.name(run + "-d")
                        .memory(ByteSize.mib(64))
                        .accelerator(Accelerator.TCG)
                        .disk(k -> k.file(volume.path()).format(VolumeFormat.RAW)));
    domain.start();
    try (QcowDisk disk = localDisk()) {
      assertThatThrownBy(() -> volume.importDisk(disk, ProgressListener.NONE))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining(domain.name());
    }
  }
}
