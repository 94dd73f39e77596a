package io.kvmsdk.libvirt.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.testkit.contract.BlockCopyContract;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

@RequiresQemu
@RequiresTool(
    value = {"qemu-img", "--version"},
    debianPackage = "qemu-utils")
class QemuBlockCopyContractTest extends BlockCopyContract {
  @Override
  protected Hypervisor connect() {
    return QemuDriver.connect();
  }

  /** Its count goes on, and QEMU's tool finds all three images alike. */
  @Test
  void guest_doesNotNoticeThatItsDiskMovesTwice() {
    StorageVolume image = filled("image.img");
    CountingGuest guest = CountingGuest.in(Path.of(poolFolder(run)));
    DomainSpec.Builder machine =
        DomainSpec.builder()
            .name(run + "-a")
            .memory(ByteSize.mib(32))
            .accelerator(Accelerator.TCG)
            .machine("pc")
            .guestAgent(false)
            .disk(d -> d.file(image.path()).format(VolumeFormat.RAW));
    guest.addTo(machine);
    Domain domain = kvm.domains().define(machine.build());
    domain.start();
    guest.assertCounts(kvm);

    domain.disk("vda").blockCopy(c -> c.volume(image.pool(), "b").format(VolumeFormat.QCOW2));
    domain.disk("vda").blockCopy(c -> c.volume(image.pool(), "c").synchronousWrites(true));

    guest.assertCounts(kvm);
    domain.destroy();
    for (String copy : new String[] {"b", "c"}) {
      String path = kvm.storagePools().get(image.pool()).get(copy).path();
      Tool.run("qemu-img", "check", "-q", "-f", "qcow2", path).orFail();
      Tool.run("qemu-img", "compare", "-q", "-f", "raw", "-F", "qcow2", image.path(), path)
          .orFail();
    }
    assertThat(
            Tool.run("virsh", "-c", "qemu:///system", "domblklist", run + "-a").orFail().output())
        .contains(image.path().replace("image.img", "c"))
        .doesNotContain("image.img");
  }

  @Override
  protected byte[] seen(Path image, VolumeFormat format) throws IOException {
    return QemuDriver.seen(image, format);
  }
}
