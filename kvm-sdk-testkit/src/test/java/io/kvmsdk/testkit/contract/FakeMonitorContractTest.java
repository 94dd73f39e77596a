package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.testkit.FakeGuest;
import io.kvmsdk.testkit.FakeHypervisor;
import io.kvmsdk.value.ByteSize;
import org.junit.jupiter.api.Test;

class FakeMonitorContractTest extends MonitorContract {
  @Override
  protected Hypervisor connect() {
    return FakeHypervisor.builder()
        .guest(run, FakeGuest.builder().monitor(FakeMonitorContractTest::answer).build())
        .build();
  }

  /** As QEMU 7.2. */
  private static String answer(String command) {
    if (command.contains("query-status")) {
      return "{\"return\":{\"status\":\"running\",\"singlestep\":false,\"running\":true}}";
    } else if (command.contains("device_del")) {
      return error("DeviceNotFound", "Device 'nobody' not found");
    } else if (command.contains("human-monitor-command")) {
      return error("GenericError", "Parameter 'command-line' is missing");
    }
    return command.startsWith("{")
        ? error("CommandNotFound", "The command no-such-command has not been found")
        : "VM status: running\r\n";
  }

  private static String error(String kind, String words) {
    return "{\"error\":{\"class\":\"" + kind + "\",\"desc\":\"" + words + "\"}}";
  }

  @Test
  void monitorCommand_isUnsupported_whereNobodyHasScriptedIt() {
    Domain domain = kvm.domains().create(d -> d.name(run + "-b").memory(ByteSize.mib(64)));

    assertThatThrownBy(() -> domain.humanMonitorCommand("info status"))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("FakeGuest.Builder.monitor");
  }
}
