package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.Domain;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.value.ByteSize;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What speaking with a domain's QEMU promises, where there is one. */
public abstract class MonitorContract extends HypervisorContract {
  private Domain running() {
    return kvm.domains().create(d -> d.name(run).memory(ByteSize.mib(64)).guestAgent(false));
  }

  @Test
  void monitorCommand_givesWhatQemuAnswers() {
    needs(Capability.MONITOR);
    Domain domain = running();

    assertThat(domain.monitorCommand("{\"execute\": \"query-status\"}"))
        .contains("\"return\"", "\"status\"", "\"running\"");
    assertThat(domain.humanMonitorCommand("info status")).contains("VM status: running");
  }

  @Test
  void monitorCommand_isAnErrorOfItsKind_whenQemuRefusesIt() {
    needs(Capability.MONITOR);
    Domain domain = running();

    assertThatThrownBy(() -> domain.monitorCommand("{\"execute\": \"no-such-command\"}"))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("no-such-command");
    assertThatThrownBy(
            () ->
                domain.monitorCommand(
                    "{\"execute\": \"device_del\", \"arguments\": {\"id\": \"nobody\"}}"))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("nobody");
    assertThatThrownBy(() -> domain.monitorCommand("{\"execute\": \"human-monitor-command\"}"))
        .isExactlyInstanceOf(KvmException.class)
        .hasMessageContaining("command-line");
  }

  @Test
  void monitorCommand_isRefused_whenItIsNone_orTooLong_orThereIsNoTime() {
    needs(Capability.MONITOR);
    Domain domain = running();

    assertThatThrownBy(() -> domain.monitorCommand("query-status"))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("JSON");
    assertThatThrownBy(() -> domain.monitorCommand("{\"run\": \"query-status\"}"))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("execute");
    assertThatThrownBy(() -> domain.humanMonitorCommand("x".repeat((1 << 20) + 1)))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("at most");
    assertThatThrownBy(
            () -> domain.monitorCommand("{\"execute\": \"query-status\"}", Duration.ZERO))
        .isInstanceOf(TimedOutException.class);
  }

  @Test
  void monitorCommand_isRefused_whenTheDomainIsOff() {
    needs(Capability.MONITOR);
    Domain domain = kvm.domains().define(d -> d.name(run).memory(ByteSize.mib(64)));

    assertThatThrownBy(() -> domain.monitorCommand("{\"execute\": \"query-status\"}"))
        .isInstanceOf(ConflictException.class);
  }
}
