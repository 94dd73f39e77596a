package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.testkit.FakeHypervisor;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The table of what drivers lack; libvirt's drivers are held to it where they are tested. */
class ContractDriverTest {
  @Test
  void readme_showsTheTable() throws IOException {
    assertThat(Files.readString(Path.of("..", "README.md"))).contains(ContractDriver.table());
  }

  @Test
  void of_knowsDriversByTheirUris() {
    assertThat(ContractDriver.of(URI.create("fake:///"))).contains(ContractDriver.FAKE);
    assertThat(ContractDriver.of(URI.create("qemu+ssh://h/system"))).contains(ContractDriver.QEMU);
    assertThat(ContractDriver.of(URI.create("xen:///"))).isEmpty();
  }

  /** All that the fake lacks: {@code SAME_FILES}. */
  @Test
  void everyGapOfTheFake_isReal() {
    assertThat(ContractDriver.FAKE.gaps()).containsOnlyKeys(Capability.SAME_FILES);
    try (FakeHypervisor kvm = FakeHypervisor.create()) {
      String folder = "/srv/kvmsdk-of-the-fake-alone";
      var pool = kvm.storagePools().define(p -> p.name("lab").target(folder));
      pool.build();
      pool.start();
      StorageVolume volume = pool.create(v -> v.name("a").capacity(ByteSize.mib(1)));

      assertThat(kvm.file(volume.path())).exists();
      assertThat(Path.of(folder)).doesNotExist();
    }
  }
}
