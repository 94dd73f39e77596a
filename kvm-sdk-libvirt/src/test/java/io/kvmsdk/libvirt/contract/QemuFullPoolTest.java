package io.kvmsdk.libvirt.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.error.NoSpaceException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.storage.Reflink;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A small pool on a file system of its own, an XFS that can share blocks, which gets full. */
@RequiresTool(
    value = {"virsh", "-c", "qemu:///system", "version"},
    debianPackage = "libvirt-daemon-system")
@RequiresTool(
    value = {"mkfs.xfs", "-V"},
    debianPackage = "xfsprogs")
@RequiresTool(
    value = {"losetup", "--find"},
    debianPackage = "mount")
@Timeout(120)
class QemuFullPoolTest {
  private final String name = "kvmsdk-" + UUID.randomUUID().toString().substring(0, 8);
  @TempDir Path folder;
  private Path mounted;
  private Hypervisor kvm;
  private StoragePool pool;

  @BeforeEach
  void makePool() throws IOException {
    Path disk = folder.resolve("kvmsdk-xfs.img");
    Tool.run("truncate", "-s", "320M", disk).orFail();
    Tool.run("mkfs.xfs", "-q", disk).orFail();
    mounted = Files.createDirectory(folder.resolve("mounted"));
    Tool.run("mount", "-o", "loop", disk, mounted).orFail();
    kvm = QemuDriver.connect();
    pool =
        kvm.storagePools()
            .define(p -> p.name(name).target(mounted.resolve("pool").toString()).autostart(false));
    pool.build();
    pool.start();
  }

  @AfterEach
  void removeAll() {
    Tool.run("virsh", "-c", "qemu:///system", "pool-destroy", name);
    Tool.run("virsh", "-c", "qemu:///system", "pool-undefine", name);
    kvm.close();
    Tool.run("umount", mounted).orFail();
  }

  private Path file(String size) {
    Path file = folder.resolve("source-" + size);
    Tool.run("dd", "if=/dev/urandom", "of=" + file, "bs=1M", "count=" + size, "status=none")
        .orFail();
    return file;
  }

  @Test
  void upload_toAPoolThatGetsFull_leavesNothingBehind() throws IOException {
    Path source = file("300");

    assertThatThrownBy(() -> pool.upload("big.img", source, ProgressListener.NONE))
        .isInstanceOf(NoSpaceException.class)
        .hasMessageContaining("big.img");

    pool.refresh();
    assertThat(pool.list()).isEmpty();
    assertThat(source).hasSize(300 << 20);
  }

  @Test
  void clone_inAPoolThatGetsFull_leavesTheSourceAlone() {
    StorageVolume source = pool.upload("source.img", file("150"), ProgressListener.NONE);
    String before = sha256(source);

    for (VolumeFormat format : new VolumeFormat[] {VolumeFormat.RAW, VolumeFormat.QCOW2}) {
      assertThatThrownBy(
              () -> source.clone(c -> c.name("clone").format(format).reflink(Reflink.NEVER)))
          .isInstanceOf(NoSpaceException.class)
          .hasMessageContaining("clone");
    }

    pool.refresh();
    assertThat(pool.list()).extracting(StorageVolume::name).containsExactly("source.img");
    assertThat(sha256(source)).isEqualTo(before);
  }

  /** Copied, it would not have room. */
  @Test
  void clone_sharesBlocks_whereTheFileSystemCan() {
    StorageVolume source = pool.upload("source.img", file("150"), ProgressListener.NONE);

    StorageVolume shared = source.clone("shared.img");
    StorageVolume insisted = source.clone(c -> c.name("i.img").reflink(Reflink.ALWAYS));

    assertThat(sha256(shared)).isEqualTo(sha256(source)).isEqualTo(sha256(insisted));
    assertThat(pool.info().available()).isLessThanOrEqualTo(pool.info().capacity());
    pool.refresh();
    assertThat(pool.info().available()).isGreaterThan(ByteSize.mib(50));
  }

  @Test
  void clone_whereTheFileSystemCannotShare_isRefusedIfThatWasInsistedOn() {
    StoragePool other =
        kvm.storagePools()
            .define(p -> p.name(name + "-x").target(Path.of("/dev/shm", name).toString()));
    try {
      other.build();
      other.start();
      StorageVolume source =
          other.create(v -> v.name("a.img").capacity(ByteSize.mib(1)).format(VolumeFormat.RAW));

      assertThatThrownBy(() -> source.clone(c -> c.name("b.img").reflink(Reflink.ALWAYS)))
          .isInstanceOf(UnsupportedException.class)
          .hasMessageContaining("b.img");
      assertThat(source.clone("b.img").info().capacity()).isEqualTo(ByteSize.mib(1));
    } finally {
      other.list().forEach(StorageVolume::delete);
      other.destroy();
      other.delete();
      other.undefine();
    }
  }

  private static String sha256(StorageVolume volume) {
    return Tool.run("sha256sum", volume.path()).orFail().output().split(" ", 2)[0];
  }
}
