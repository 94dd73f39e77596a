package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.qcow2.BackingFormat;
import io.kvmsdk.qcow2.Extent;
import io.kvmsdk.qcow2.QcowDisk;
import io.kvmsdk.qcow2.QcowSpec;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.UploadOption;
import io.kvmsdk.storage.VolumeFormat;
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

/** What {@code StorageVolume} promises about its content: what is sent, fetched and read. */
abstract class VolumeContentContract extends HypervisorContract {
  static final ByteSize SIZE = ByteSize.mib(8);

  @TempDir Path local;

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

  /** A raw volume with something in it. */
  final StorageVolume filled(StoragePool pool) throws IOException {
    byte[] content = new byte[(int) SIZE.bytes()];
    new Random(7).nextBytes(content);
    Arrays.fill(content, 1 << 20, 5 << 20, (byte) 0);
    return pool.upload(
        "filled.img", Files.write(local.resolve("filled"), content), ProgressListener.NONE);
  }

  final byte[] guestBytes(StorageVolume volume) throws IOException {
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
