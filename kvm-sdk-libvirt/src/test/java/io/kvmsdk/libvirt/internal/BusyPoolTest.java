package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.Driver;
import io.kvmsdk.internal.driver.DriverHypervisor;
import io.kvmsdk.internal.driver.ObjectRef;
import io.kvmsdk.internal.driver.StorageDriver;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.storage.BackingStore;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Overlays in a pool that something is sent to: libvirt does not look at it meanwhile, and does as
 * soon as that ends. qemu-img judges.
 */
@RequiresQemu
@Timeout(300)
class BusyPoolTest {
  private static final ByteSize SIZE = ByteSize.mib(8);
  private static final int WORKERS = 4;
  private static final int ROUNDS = 25;

  private final String name = QemuHost.name("pool");
  @TempDir Path directory;
  private LibvirtDriver driver;
  private ObjectRef ref;
  private StoragePool pool;
  private BackingStore below;

  @BeforeEach
  void makePool() {
    driver = QemuHost.connect();
    ref = FolderPool.create(driver.storage(), name, directory.resolve("pool"));
    pool = new DriverHypervisor(driver).storagePools().get(name);
    StorageVolume base = pool.create(v -> v.name("base").capacity(SIZE).format(VolumeFormat.RAW));
    below = new BackingStore(base.path(), VolumeFormat.RAW);
  }

  @AfterEach
  void removeEverything() {
    QemuHost.virsh("pool-destroy", name);
    QemuHost.virsh("pool-undefine", name);
    driver.close();
  }

  @Test
  void create_makesEachOverlay_besideOthersUploads() throws Exception {
    Path seed = Files.write(directory.resolve("seed"), new byte[4096]);
    ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
    try {
      List<? extends Future<?>> all =
          IntStream.range(0, WORKERS)
              .mapToObj(
                  worker ->
                      workers.submit(
                          () -> {
                            for (int n = 0; n < ROUNDS; n++) {
                              String each = worker + "-" + n;
                              overlay(pool, each + ".qcow2");
                              pool.upload(each + ".iso", seed, ProgressListener.NONE);
                            }
                          }))
              .toList();
      for (Future<?> each : all) {
        each.get();
      }
    } finally {
      workers.shutdownNow();
    }

    pool.refresh();
    assertThat(pool.list()).hasSize(1 + 2 * WORKERS * ROUNDS);
    for (StorageVolume volume : pool.list()) {
      if (volume.name().endsWith(".qcow2")) {
        assertOverlay(volume);
      }
    }
  }

  /** Somebody else's look sees the file just before it is taken back for libvirt's own. */
  @Test
  void create_makesTheOverlay_thatOthersLookAtBeforeItIsTakenBack() {
    AtomicInteger looksOfOthers = new AtomicInteger();
    Driver busyDriver = busy(directory.resolve("pool/a.qcow2"), looksOfOthers);
    StoragePool busy = new DriverHypervisor(busyDriver).storagePools().get(name);

    StorageVolume made = overlay(busy, "a.qcow2");

    assertThat(looksOfOthers).hasValue(1);
    assertOverlay(made);
    pool.refresh();
    assertOverlay(pool.get("a.qcow2"));
  }

  private StorageVolume overlay(StoragePool pool, String volume) {
    return pool.create(v -> v.name(volume).capacity(SIZE).backingStore(below));
  }

  private void assertOverlay(StorageVolume volume) {
    assertThat(volume.spec().backingStore()).contains(below);
    assertThat(Tool.run("qemu-img", "info", volume.path()).orFail().output())
        .contains("file format: qcow2", "backing file: " + below.path());
  }

  /** The pool is never free to be looked at; others do, once a new file is not found in it. */
  private Driver busy(Path file, AtomicInteger looksOfOthers) {
    StorageDriver real = driver.storage();
    StorageDriver busy =
        StandIn.of(
            StorageDriver.class,
            (method, arguments) -> {
              if (method.getName().equals("refreshPool")) {
                throw new ConflictException(Subject.of("storage pool", name), "is busy", "");
              }
              Object answer = method.invoke(real, arguments);
              if (method.getName().equals("volumeExists")
                  && Files.exists(file)
                  && looksOfOthers.compareAndSet(0, 1)) {
                real.refreshPool(ref.uuid());
              }
              return answer;
            });
    return StandIn.of(
        Driver.class,
        (method, arguments) ->
            method.getName().equals("storage") ? busy : method.invoke(driver, arguments));
  }
}
