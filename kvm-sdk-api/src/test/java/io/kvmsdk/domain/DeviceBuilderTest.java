package io.kvmsdk.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.value.ByteSize;
import org.junit.jupiter.api.Test;

/** Devices that are built in place are those that are built before. */
class DeviceBuilderTest {
  @Test
  void devices_areBuiltInPlace() {
    DomainSpec spec =
        DomainSpec.builder()
            .name("web")
            .memory(ByteSize.gib(1))
            .hostDevice(h -> h.pci("0000:03:00.0"))
            .tpm(t -> t.version("2.0"))
            .shmem(s -> s.name("shared").size(ByteSize.mib(16)))
            .iommu(i -> i.model("intel"))
            .build();

    assertThat(spec.devices())
        .containsExactly(
            HostDeviceSpec.builder().pci("0000:03:00.0").build(),
            TpmSpec.builder().version("2.0").build(),
            ShmemSpec.builder().name("shared").size(ByteSize.mib(16)).build(),
            IommuSpec.builder().model("intel").build());
  }

  @Test
  void networkInterface_isPluggedIntoABridge() {
    assertThat(InterfaceSpec.builder().bridge("br0").build().source())
        .isEqualTo(InterfaceSource.bridge("br0"));
  }
}
