package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.secret.SecretUsage;
import io.kvmsdk.testkit.FakeHypervisor;
import io.kvmsdk.testkit.Fault;
import io.kvmsdk.testkit.Operation;
import org.junit.jupiter.api.Test;

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
}
