package io.kvmsdk.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.error.NoSpaceException;
import io.kvmsdk.storage.ResizeFlag;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import org.junit.jupiter.api.Test;

/** A fake host that has only so much. */
class FakeCapacityTest {
  private static Domain guest(FakeHypervisor kvm, String name, int gib) {
    return kvm.domains().define(d -> d.name(name).memory(ByteSize.gib(gib)));
  }

  @Test
  void guests_start_whileTheRunningOnesLeaveRoom() {
    try (FakeHypervisor kvm = FakeHypervisor.builder().memory(ByteSize.gib(4)).build()) {
      Domain large = guest(kvm, "large", 3);
      Domain other = guest(kvm, "other", 2);
      large.start();
      assertThat(kvm.nodeStats().freeMemory()).isEqualTo(ByteSize.gib(1));

      assertThatThrownBy(other::start)
          .isInstanceOf(NoSpaceException.class)
          .hasMessageContaining("Cannot allocate memory");
      assertThat(other.state()).isEqualTo(DomainState.SHUTOFF);

      large.destroy();
      other.start();
      assertThat(kvm.nodeInfo().memory()).isEqualTo(ByteSize.gib(4));
    }
  }

  /** As Linux does by itself: QEMU gets what one process may have. */
  @Test
  void guests_mayHaveMoreTogetherThanTheHost_unlessItWasGivenItsMemory() {
    try (FakeHypervisor kvm = FakeHypervisor.create()) {
      for (int i = 0; i < 3; i++) {
        guest(kvm, "guest" + i, 12).start();
      }

      assertThat(kvm.nodeStats().freeMemory()).isEqualTo(ByteSize.ZERO);
    }
  }

  @Test
  void resize_thatSetsRoomAside_needsIt() {
    try (FakeHypervisor kvm = FakeHypervisor.create()) {
      StoragePool pool = kvm.storagePools().get("default");
      kvm.poolCapacity("default", ByteSize.mib(10));
      StorageVolume volume =
          pool.create(v -> v.name("v").capacity(ByteSize.mib(4)).format(VolumeFormat.RAW));

      assertThatThrownBy(() -> volume.resize(ByteSize.mib(11), ResizeFlag.ALLOCATE))
          .isInstanceOf(NoSpaceException.class);
      volume.resize(ByteSize.mib(10), ResizeFlag.ALLOCATE);

      assertThat(pool.info().available()).isEqualTo(ByteSize.ZERO);
    }
  }
}
