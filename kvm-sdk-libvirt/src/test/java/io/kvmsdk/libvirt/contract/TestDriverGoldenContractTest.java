package io.kvmsdk.libvirt.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.libvirt.RequiresLibvirt;
import io.kvmsdk.provision.Generalize;
import io.kvmsdk.provision.Provision;
import io.kvmsdk.qcow2.QcowSpec;
import io.kvmsdk.testkit.contract.GoldenContract;
import io.kvmsdk.value.ByteSize;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RequiresLibvirt
class TestDriverGoldenContractTest extends GoldenContract {
  @TempDir Path folder;

  @Override
  protected Hypervisor connect() {
    return TestDriver.host(folder);
  }

  /** This driver takes no uploads: as good a failure in the middle as any. */
  @Test
  void publish_leavesNothing_whenTheDriverTakesNoUploads() {
    Path disk = folder.resolve("disk.qcow2");
    QcowSpec.of(ByteSize.mib(1)).create(disk, List.of(), (offset, bytes) -> {});

    assertThatThrownBy(
            () ->
                Provision.on(kvm)
                    .golden("debian")
                    .from(disk)
                    .pool(pool)
                    .generalize(Generalize.NONE)
                    .publish())
        .isInstanceOf(UnsupportedException.class)
        .hasNoSuppressedExceptions();

    assertThat(kvm.storagePools().get(pool).list()).isEmpty();
  }
}
