package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.internal.driver.ObjectRef;
import io.kvmsdk.internal.driver.StorageDriver;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** libvirt's storage functions on this machine's daemon; virsh and sha256sum judge. */
@RequiresQemu
@Timeout(300)
class QemuStorageTest {
  private static final int SIZE = 40 << 20;

  private final String name = QemuHost.name("pool");
  @TempDir Path directory;
  private LibvirtDriver driver;
  private StorageDriver storage;
  private ObjectRef pool;

  @BeforeEach
  void makePool() {
    driver = QemuHost.connect();
    storage = driver.storage();
    pool = FolderPool.create(storage, name, directory.resolve("pool"));
  }

  @AfterEach
  void removeEverything() {
    QemuHost.virsh("pool-destroy", name);
    QemuHost.virsh("pool-undefine", name);
    driver.close();
  }

  private String volume(String volume, long bytes) {
    return "<volume><name>%s</name><capacity>%d</capacity><target><format type='raw'/></target></volume>"
        .formatted(volume, bytes);
  }

  private static String sha256(Path file) {
    return Tool.run("sha256sum", file).orFail().output().split(" ", 2)[0];
  }

  @Test
  void pool_isWhatVirshSees() {
    assertThat(QemuHost.ask("pool-uuid", name)).isEqualTo(pool.uuid().toString());
    assertThat(QemuHost.ask("pool-info", name)).containsPattern("State: +running");
    storage.autostartPool(pool.uuid(), true);
    assertThat(QemuHost.ask("pool-info", name)).containsPattern("Autostart: +yes");
    assertThat(storage.poolAutostart(pool.uuid())).isTrue();
    assertThat(QemuHost.ask("pool-info", name, "--bytes"))
        .contains(Long.toString(storage.poolInfo(pool.uuid()).capacity().bytes()));
    assertThatThrownBy(() -> storage.definePool(FolderPool.document(name, "/none")))
        .isInstanceOf(AlreadyExistsException.class);
  }

  @Test
  void volumes_areWhatVirshSees() {
    storage.createVolume(pool.uuid(), volume("a.img", 1 << 20));

    assertThat(QemuHost.ask("vol-list", name)).contains("a.img");
    assertThat(QemuHost.ask("vol-path", "a.img", "--pool", name))
        .isEqualTo(storage.volumePath(pool.uuid(), "a.img"));
    assertThat(storage.findVolumeByPath(storage.volumePath(pool.uuid(), "a.img")))
        .contains(new StorageDriver.VolumeRef(pool, "a.img"));
    storage.resizeVolume(pool.uuid(), "a.img", 2 << 20, Set.of());
    assertThat(storage.volumeInfo(pool.uuid(), "a.img").capacity()).isEqualTo(ByteSize.mib(2));
    assertThatThrownBy(() -> storage.resizeVolume(pool.uuid(), "a.img", 1, Set.of()))
        .isInstanceOf(InvalidSpecException.class);
    assertThatThrownBy(() -> storage.createVolume(pool.uuid(), volume("a.img", 1)))
        .isInstanceOf(AlreadyExistsException.class);
    storage.deleteVolume(pool.uuid(), "a.img");
    assertThat(QemuHost.ask("vol-list", name)).doesNotContain("a.img");
  }

  @Test
  void createVolume_takesHostileNames() {
    storage.createVolume(pool.uuid(), volume("&lt;&amp;'\"&gt; ü日", 1));

    assertThat(storage.listVolumes(pool.uuid())).containsExactly("<&'\"> ü日");
    assertThat(Path.of(storage.volumePath(pool.uuid(), "<&'\"> ü日"))).exists();
    storage.deleteVolume(pool.uuid(), "<&'\"> ü日");
  }

  @Test
  void createVolume_inAStoppedPoolIsAConflict() {
    storage.destroyPool(pool.uuid());

    assertThatThrownBy(() -> storage.createVolume(pool.uuid(), volume("a.img", 1)))
        .isInstanceOf(ConflictException.class);
    storage.deletePool(pool.uuid());
    assertThat(directory.resolve("pool")).doesNotExist();
  }

  @Test
  void uploadAndDownload_keepEveryByte() throws IOException {
    Path original = directory.resolve("original");
    byte[] bytes = new byte[SIZE];
    new Random(1).nextBytes(bytes);
    Files.write(original, bytes);
    storage.createVolume(pool.uuid(), volume("big.img", SIZE));

    try (FileChannel source = FileChannel.open(original)) {
      storage.upload(pool.uuid(), "big.img", 0, SIZE, false, block -> read(source, block));
    }
    Path copy = directory.resolve("copy");
    try (FileChannel sink =
        FileChannel.open(copy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      storage.download(pool.uuid(), "big.img", 0, 0, false, block -> write(sink, block));
    }

    assertThat(sha256(copy)).isEqualTo(sha256(original));
    assertThat(sha256(Path.of(storage.volumePath(pool.uuid(), "big.img"))))
        .isEqualTo(sha256(original));
  }

  private static void read(FileChannel source, ByteBuffer block) {
    try {
      source.read(block);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void write(FileChannel sink, ByteBuffer block) {
    try {
      sink.write(block);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void uploadAndDownload_ofAPartLeaveTheRestAlone() {
    storage.createVolume(pool.uuid(), volume("part.img", 4096));

    storage.upload(
        pool.uuid(), "part.img", 1000, 3, false, block -> block.put(new byte[] {1, 2, 3}));
    storage.upload(pool.uuid(), "part.img", 0, 0, false, block -> block.put((byte) 9));

    ByteBuffer read = ByteBuffer.allocate(8);
    storage.download(pool.uuid(), "part.img", 998, 6, false, read::put);
    assertThat(read.array()).containsExactly(0, 0, 1, 2, 3, 0, 0, 0);
    assertThat(read.position()).isEqualTo(6);
    ByteBuffer end = ByteBuffer.allocate(100);
    storage.download(pool.uuid(), "part.img", 4090, 100, false, end::put);
    assertThat(end.position()).isEqualTo(6);
  }

  @Test
  void upload_abortsAndRethrowsWhenTheSourceFails() {
    storage.createVolume(pool.uuid(), volume("half.img", SIZE));
    AtomicInteger blocks = new AtomicInteger();
    IllegalStateException failure = new IllegalStateException("provoked by a test");

    assertThatThrownBy(
            () ->
                storage.upload(
                    pool.uuid(),
                    "half.img",
                    0,
                    SIZE,
                    false,
                    block -> {
                      if (blocks.incrementAndGet() == 3) {
                        throw failure;
                      }
                      block.position(block.limit());
                    }))
        .isSameAs(failure);
    assertThat(storage.listVolumes(pool.uuid())).containsExactly("half.img");
  }

  @Test
  void download_abortsAndRethrowsWhenTheSinkFails() {
    storage.createVolume(pool.uuid(), volume("half.img", SIZE));
    IllegalStateException failure = new IllegalStateException("provoked by a test");

    assertThatThrownBy(
            () ->
                storage.download(
                    pool.uuid(),
                    "half.img",
                    0,
                    0,
                    false,
                    block -> {
                      throw failure;
                    }))
        .isSameAs(failure);
    assertThat(storage.volumeExists(pool.uuid(), "half.img")).isTrue();
  }

  @Test
  void transfers_ofAMissingVolumeNameIt() {
    assertThatThrownBy(
            () -> storage.upload(pool.uuid(), "none", 0, 1, false, block -> block.put((byte) 0)))
        .isInstanceOf(NotFoundException.class)
        .hasMessageStartingWith("storage volume 'none'");
    assertThatThrownBy(() -> storage.download(pool.uuid(), "none", 0, 0, false, block -> {}))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void close_duringATransferLetsItEnd() {
    storage.createVolume(pool.uuid(), volume("last.img", 2 << 20));

    storage.upload(
        pool.uuid(),
        "last.img",
        0,
        2 << 20,
        false,
        block -> {
          driver.close();
          block.put((byte) 7).position(block.limit());
        });

    assertThat(directory.resolve("pool/last.img")).hasSize(2 << 20);
  }
}
