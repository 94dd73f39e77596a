package io.kvmsdk.libvirt.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.storage.Reflink;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.testkit.contract.FullPoolContract;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A small pool on a file system of its own, an XFS that can share blocks, which gets full. */
@RequiresQemu
@RequiresTool(
    value = {"mkfs.xfs", "-V"},
    debianPackage = "xfsprogs")
@RequiresTool(
    value = {"losetup", "--find"},
    debianPackage = "mount")
@Timeout(300)
class QemuFullPoolTest extends FullPoolContract {
  private Path mounted;

  @Override
  protected Hypervisor connect() {
    return QemuDriver.connect();
  }

  @Override
  protected StoragePool smallPool() throws IOException {
    Path disk = folder.resolve("kvmsdk-xfs.img");
    Tool.run("truncate", "-s", "320M", disk).orFail();
    Tool.run("mkfs.xfs", "-q", disk).orFail();
    mounted = Files.createDirectory(folder.resolve("mounted"));
    Tool.run("mount", "-o", "loop", disk, mounted).orFail();
    StoragePool small =
        kvm.storagePools()
            .define(p -> p.name(run).target(mounted.resolve("pool").toString()).autostart(false));
    small.build();
    small.start();
    return small;
  }

  @Override
  protected void checkHostAfterwards() {
    Tool.run("umount", mounted).orFail();
  }

  /** Copied, it would not have room. */
  @Test
  void clone_sharesBlocks_whereTheFileSystemCan() throws IOException {
    StorageVolume source = pool.upload("source.img", file(60), ProgressListener.NONE);

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
            .define(p -> p.name(run + "-x").target(Path.of("/dev/shm", run).toString()));
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
