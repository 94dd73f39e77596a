package io.kvmsdk.testkit.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.testkit.FakeHypervisor;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

class FakeDomainContractTest extends DomainContract {
  @Override
  protected Hypervisor connect() {
    return FakeHypervisor.create();
  }

  /** Its disk holds what a boot loader would begin with. */
  @Override
  protected Consumer<DomainSpec.Builder> listening() {
    StorageVolume disk =
        kvm.storagePools()
            .get("default")
            .create(v -> v.name("disk.img").capacity(ByteSize.mib(1)).format(VolumeFormat.RAW));
    disk.upload(bootSector(), ProgressListener.NONE);
    return d ->
        d.name(run + "-a")
            .memory(ByteSize.mib(64))
            .disk(disk1 -> disk1.volume("default", "disk.img"));
  }

  private Path bootSector() {
    byte[] sector = new byte[512];
    sector[510] = 0x55;
    sector[511] = (byte) 0xaa;
    try {
      return Files.write(((FakeHypervisor) kvm).root().resolve("boot-sector"), sector);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
