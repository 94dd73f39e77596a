package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.Kvm;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.libvirt.RequiresLibvirt;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.storage.PoolSource;
import io.kvmsdk.storage.StoragePoolType;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What libvirt finds that pools could be made of. */
class PoolSourcesTest {
  private static final long MIB_64 = 64L << 20;

  @Test
  @RequiresLibvirt
  void sources_areReadAsSpecs() {
    try (Hypervisor kvm = Kvm.connect("test:///default")) {
      assertThat(kvm.storagePools().findSources(StoragePoolType.LOGICAL))
          .containsExactly(
              PoolSource.logical("testvg1", "/dev/sda20"),
              PoolSource.logical("testvg2", "/dev/sda21"));
      assertThat(kvm.storagePools().findSources(StoragePoolType.NETFS, "nfs.example"))
          .containsExactly(PoolSource.netfs("nfs.example", "/testshare"));
    }
  }

  @Test
  @RequiresQemu
  @RequiresTool(
      value = {"vgs"},
      debianPackage = "lvm2")
  void volumeGroup_isFound(@TempDir Path folder) throws IOException {
    String group = "kvmsdk-" + UUID.randomUUID().toString().substring(0, 8);
    Path file = folder.resolve("disk");
    try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
      disk.setLength(MIB_64);
    }
    String device = Tool.run("losetup", "-f", "--show", file).orFail().output().strip();
    try (Hypervisor kvm = Kvm.connect("qemu:///system")) {
      Tool.run("vgcreate", "-q", group, device).orFail();

      assertThat(kvm.storagePools().findSources(StoragePoolType.LOGICAL))
          .contains(PoolSource.logical(group, device));
    } finally {
      Tool.run("vgremove", "-q", "-f", group);
      Tool.run("losetup", "-d", device).orFail();
    }
  }
}
