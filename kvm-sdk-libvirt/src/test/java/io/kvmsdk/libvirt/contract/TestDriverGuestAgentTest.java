package io.kvmsdk.libvirt.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.FrozenFileSystems;
import io.kvmsdk.domain.GuestAgent;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.libvirt.RequiresLibvirt;
import io.kvmsdk.value.ByteSize;
import io.kvmsdk.value.Secret;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What libvirt's test driver answers in a guest's place; it has no agent to send commands to. */
@RequiresLibvirt
class TestDriverGuestAgentTest {
  @TempDir Path folder;

  @Test
  void testDriver_answersForItsGuests() {
    try (Hypervisor kvm = TestDriver.connect(folder)) {
      Domain domain = kvm.domains().define(d -> d.name("kvmsdk-agent").memory(ByteSize.mib(64)));
      domain.start();
      GuestAgent agent = domain.agent();

      assertThat(agent.hostname()).contains("kvmsdk-agent");
      assertThat(agent.time()).isNotNull();
      agent.setPassword("root", Secret.of("secret"));
      try (FrozenFileSystems frozen = agent.freeze()) {
        assertThat(frozen.count()).isPositive();
      }
      assertThat(agent.fileSystems()).as("file systems of a domain without disks").isEmpty();
      assertThatThrownBy(agent::ping).isInstanceOf(UnsupportedException.class);
    }
  }
}
