package io.kvmsdk.libvirt.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.progress.Progress;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.provision.Generalize;
import io.kvmsdk.provision.Golden;
import io.kvmsdk.provision.GoldenPublication;
import io.kvmsdk.provision.Goldens;
import io.kvmsdk.provision.Provision;
import io.kvmsdk.qcow2.Extent;
import io.kvmsdk.qcow2.QcowSpec;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StoragePoolSpec;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.testkit.contract.ContractDriver;
import io.kvmsdk.testkit.contract.Leftovers;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code kill -9} in the midst of a publication, with a real libvirtd that outlives it. */
@RequiresQemu
class QemuKilledPublicationTest {
  private static final int SIZE = 64 << 20;

  private final String run = "kvmsdk-" + UUID.randomUUID().toString().substring(0, 8);
  private final Hypervisor kvm = QemuDriver.connect();

  @TempDir Path folder;

  private StoragePool pool;
  private Path disk;

  /** Publishes FILE in POOL, and says so with a byte as each change begins. */
  static final class Publisher {
    public static void main(String[] arguments) {
      ProgressListener saying =
          new ProgressListener() {
            @Override
            public void started(Progress progress) {
              System.out.print('.');
              System.out.flush();
            }
          };
      publication(QemuDriver.connect(), Path.of(arguments[0]), arguments[1]).publish(saying);
    }
  }

  private static GoldenPublication publication(Hypervisor kvm, Path file, String pool) {
    return Provision.on(kvm).golden("debian").from(file).pool(pool).generalize(Generalize.NONE);
  }

  @BeforeEach
  void makeAPoolAndADisk() {
    pool = kvm.storagePools().define(StoragePoolSpec.dir(run, ContractDriver.QEMU.poolFolder(run)));
    pool.build();
    pool.start();
    disk = folder.resolve("disk.qcow2");
    QcowSpec.of(ByteSize.bytes(SIZE))
        .create(disk, List.of(new Extent(0, SIZE)), (offset, bytes) -> fill(offset, bytes));
  }

  private static void fill(long offset, ByteBuffer bytes) {
    byte[] noise = new byte[bytes.remaining()];
    new Random(offset).nextBytes(noise);
    bytes.put(noise);
  }

  @AfterEach
  void removeWhatIsLeft() {
    try {
      Leftovers.remove(kvm, run);
    } finally {
      kvm.close();
    }
  }

  /** The changes are: copy, take the fingerprint, publish. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void publish_whenTheJvmIsKilled_leavesNoImageOrAWholeOne_andTheNextCompletes(int change)
      throws Exception {
    killPublisher(change);

    Goldens goldens = Provision.on(kvm).goldens(run);
    goldens.list().forEach(Golden::verify);
    Golden published =
        goldens.find("debian").orElseGet(() -> publication(kvm, disk, run).publish());

    published.verify();
    assertThat(goldens.list()).containsExactly(published);
    assertThat(pool.list())
        .extracting(StorageVolume::name)
        .containsExactlyInAnyOrder("debian.golden", "debian.golden.qcow2");
  }

  private void killPublisher(int change) throws IOException, InterruptedException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Publisher.class.getName(),
            disk.toString(),
            run);
    Process java =
        new ProcessBuilder(command).redirectError(folder.resolve("errors").toFile()).start();
    try (InputStream said = java.getInputStream()) {
      assertThat(said.readNBytes(change)).asString().isEqualTo(".".repeat(change));
    } finally {
      java.destroyForcibly().waitFor();
    }
  }
}
