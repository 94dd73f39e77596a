package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.secret.SecretUsage;
import io.kvmsdk.storage.BackingStore;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StoragePoolSpec;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.testkit.Call;
import io.kvmsdk.testkit.FakeHypervisor;
import io.kvmsdk.testkit.Fault;
import io.kvmsdk.testkit.Operation;
import io.kvmsdk.value.ByteSize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeftoversTest {
  /** As by another suite on the same host. */
  @Test
  void secretsOfOthers_mayVanishAsTheyAreLookedAt() {
    try (FakeHypervisor kvm = FakeHypervisor.create()) {
      kvm.secrets().define(s -> s.usage(SecretUsage.ceph("client.kvmsdk-1")));
      kvm.secrets().define(s -> s.usage(SecretUsage.ceph("client.kvmsdk-2")));
      kvm.failOn(Operation.SECRET_READ, Fault.vanished().once());

      Leftovers.remove(kvm, "kvmsdk-3");

      kvm.failNoMore();
      assertThat(kvm.secrets().list()).hasSize(2);
    }
  }

  /** Whichever of the pools is listed first: an image is not deleted from under others. */
  @ParameterizedTest
  @CsvSource({"kvmsdk-a, kvmsdk-b", "kvmsdk-b, kvmsdk-a"})
  void overlays_goBeforeWhatTheyLieOver_inAnotherPool(String images, String overlays) {
    try (FakeHypervisor kvm = FakeHypervisor.create()) {
      StorageVolume image =
          pool(kvm, images).create(v -> v.name("image").capacity(ByteSize.mib(1)));
      BackingStore below = new BackingStore(image.path(), VolumeFormat.QCOW2);
      pool(kvm, overlays).create(v -> v.name("o").capacity(ByteSize.mib(1)).backingStore(below));

      Leftovers.remove(kvm, "kvmsdk-");

      assertThat(kvm.calls())
          .filteredOn(call -> call.operation() == Operation.VOLUME_DELETE)
          .containsExactly(
              new Call(Operation.VOLUME_DELETE, overlays + "/o"),
              new Call(Operation.VOLUME_DELETE, images + "/image"));
    }
  }

  private static StoragePool pool(FakeHypervisor kvm, String name) {
    StoragePool pool = kvm.storagePools().define(StoragePoolSpec.dir(name, "/srv/" + name));
    pool.build();
    pool.start();
    return pool;
  }
}
