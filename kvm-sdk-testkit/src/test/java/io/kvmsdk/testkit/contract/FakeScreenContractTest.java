package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.Key;
import io.kvmsdk.testkit.FakeHypervisor;
import io.kvmsdk.value.ByteSize;
import java.util.List;
import org.junit.jupiter.api.Test;

class FakeScreenContractTest extends ScreenContract {
  private final FakeHypervisor host = FakeHypervisor.create();

  @Override
  protected FakeHypervisor connect() {
    return host;
  }

  @Override
  protected Domain guest() {
    return kvm.domains().define(d -> d.name(run).memory(ByteSize.mib(64)));
  }

  @Test
  void keys_areRecorded_withShiftForCapitals() {
    Domain domain = guest();
    domain.start();

    domain.type("aB~\n");

    assertThat(host.keys(run))
        .containsExactly(
            List.of(Key.A),
            List.of(Key.LEFT_SHIFT, Key.B),
            List.of(Key.LEFT_SHIFT, Key.GRAVE),
            List.of(Key.ENTER));
  }
}
