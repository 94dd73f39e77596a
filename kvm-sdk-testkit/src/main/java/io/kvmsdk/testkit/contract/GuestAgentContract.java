package io.kvmsdk.testkit.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainEvent;
import io.kvmsdk.domain.ExecResult;
import io.kvmsdk.domain.FrozenFileSystems;
import io.kvmsdk.domain.GuestAgent;
import io.kvmsdk.domain.GuestInfo;
import io.kvmsdk.domain.GuestVcpu;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.GuestAgentException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.event.Registration;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.testkit.FakeAgent;
import io.kvmsdk.value.ByteSize;
import io.kvmsdk.value.Secret;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a guest agent promises, whatever the driver; the agent itself is a {@link FakeAgent}. */
@Timeout(300)
public abstract class GuestAgentContract extends HypervisorContract {
  /** The agent in {@link #guest}. */
  protected final FakeAgent inside = FakeAgent.create().hostname("inside");

  /** A domain that runs, maybe since an earlier test, in which {@link #inside} answers. */
  protected abstract Domain guest();

  /** A domain that runs, with a channel for an agent that is not there. */
  protected abstract Domain withoutAgent(String name);

  /** A domain that runs, without a channel for an agent. */
  protected abstract Domain withoutChannel();

  @BeforeEach
  final void needsAgents() {
    needs(Capability.GUEST_AGENT);
  }

  private GuestAgent agent() {
    return guest().agent();
  }

  @Test
  void exec_givesWhatTheProgramWrote_andHowItEnded() {
    GuestAgent agent = agent();
    inside.programs(
        command ->
            command.equals(List.of("/bin/say", "héllo \"wörld\"\n", ""))
                ? ExecResult.exited(3, "said\n".getBytes(UTF_8), new byte[] {0, -1, 7}, true)
                : ExecResult.killed(9, new byte[0], new byte[0], false));

    ExecResult said = agent.exec("/bin/say", "héllo \"wörld\"\n", "");
    ExecResult killed =
        agent.exec(
            e ->
                e.addCommand("/bin/other")
                    .putEnvironment("A", "b=c")
                    .timeout(ChronoUnit.FOREVER.getDuration()));

    assertThat(said.exitCode()).hasValue(3);
    assertThat(said.signal()).isEmpty();
    assertThat(said.succeeded()).isFalse();
    assertThat(said.output()).isEqualTo("said\n");
    assertThat(said.errorBytes()).containsExactly(0, -1, 7);
    assertThat(said.truncated()).isTrue();
    assertThat(killed.signal()).hasValue(9);
    assertThat(killed.exitCode()).isEmpty();
  }

  @Test
  void exec_timesOut_andNamesTheProcess() {
    GuestAgent agent = agent();
    inside.programs(command -> null);

    assertThatThrownBy(
            () -> agent.exec(e -> e.addCommand("sleep", "99").timeout(Duration.ofMillis(300))))
        .isInstanceOf(TimedOutException.class)
        .hasMessageContaining("0.3 s")
        .hasMessageContaining("as process 100");
  }

  @Test
  void exec_isRefused_withoutAProgram() {
    GuestAgent agent = agent();

    assertThatThrownBy(agent::exec).isInstanceOf(InvalidSpecException.class);
    assertThatThrownBy(() -> agent.exec("a\0b")).isInstanceOf(InvalidSpecException.class);
    assertThatThrownBy(() -> agent.exec("echo", "x".repeat(100_000)))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("guest-exec");
  }

  @Test
  void files_comeBackAsTheyWereWritten() {
    GuestAgent agent = agent();
    byte[] content = new byte[700_000];
    new Random(3).nextBytes(content);

    agent.writeFile("/tmp/ü", content);

    assertThat(inside.file("/tmp/ü")).contains(content);
    assertThat(agent.readFile("/tmp/ü")).isEqualTo(content);
    ByteArrayOutputStream copy = new ByteArrayOutputStream();
    agent.readFile("/tmp/ü", copy, ProgressListener.NONE);
    assertThat(copy.toByteArray()).isEqualTo(content);
    agent.writeFile("/tmp/ü", new byte[0]);
    assertThat(agent.readFile("/tmp/ü")).isEmpty();
    assertThat(inside.openFiles()).isZero();
  }

  @Test
  void files_failWithTheAgentsWords_andNoneStaysOpen() {
    GuestAgent agent = agent();
    inside.file("/tmp/lie", new byte[10]);

    assertThatThrownBy(() -> agent.readFile("/nowhere"))
        .isInstanceOf(GuestAgentException.class)
        .hasMessageContaining("guest-file-open")
        .hasMessageContaining("No such file");
    inside.answer("guest-file-read", "{\"return\": {\"count\": 1, \"buf-b64\": \"AAAA\"}}");
    assertThatThrownBy(() -> agent.readFile("/tmp/lie"))
        .isInstanceOf(GuestAgentException.class)
        .hasMessageContaining("count");
    assertThat(inside.openFiles()).isZero();
  }

  @Test
  void answersThatMakeNoSense_areErrors() {
    GuestAgent agent = agent();
    for (String answer :
        List.of(
            "[]",
            "null",
            "7",
            "{}",
            "{\"pid\": \"1\"}",
            "{\"pid\": -1}",
            "{\"pid\": 1.5}",
            "{\"pid\": 99999999999999999999}")) {
      inside.answer("guest-exec", "{\"return\": " + answer + "}");

      assertThatThrownBy(() -> agent.exec("true")).as(answer).isInstanceOf(KvmException.class);
    }
    agent.ping();
  }

  @Test
  void statusesThatMakeNoSense_areErrors() {
    GuestAgent agent = agent();
    for (String answer :
        List.of(
            "{\"exited\": true}",
            "{\"exited\": true, \"exitcode\": 0, \"out-data\": \"%%%\"}",
            "{\"exited\": true, \"exitcode\": 0, \"out-data\": 7}",
            "{\"exited\": true, \"exitcode\": 4294967296}")) {
      inside.answer("guest-exec-status", "{\"return\": " + answer + "}");

      assertThatThrownBy(() -> agent.exec("true"))
          .as(answer)
          .isInstanceOf(GuestAgentException.class)
          .hasMessageContaining("makes no sense");
    }
  }

  @Test
  void passwords_areSet() {
    GuestAgent agent = agent();

    agent.setPassword("root", Secret.of("sëcret"));
    agent.setPasswordHash("me", Secret.of("$6$x"));

    assertThat(inside.password("root")).contains("sëcret");
    assertThat(inside.password("me")).contains("$6$x");
  }

  @Test
  void fileSystems_areFrozen_untilClosed_whateverHappens() {
    GuestAgent agent = agent();

    assertThatThrownBy(
            () -> {
              try (FrozenFileSystems frozen = agent.freeze()) {
                assertThat(frozen.count()).isPositive();
                assertThat(inside.frozen()).isTrue();
                throw new IllegalStateException("a copy failed");
              }
            })
        .hasMessage("a copy failed");
    assertThat(inside.frozen()).isFalse();

    FrozenFileSystems again = agent.freeze();
    again.close();
    again.close();
    assertThat(inside.frozen()).isFalse();
    assertThat(agent.thaw()).isZero();
  }

  @Test
  void freeze_ofSomeMountPoints_leavesOthersAlone() {
    GuestAgent agent = agent();

    try (FrozenFileSystems none = agent.freeze("/elsewhere")) {
      assertThat(none.count()).isZero();
      assertThat(inside.frozen()).isFalse();
    }
    try (FrozenFileSystems root = agent.freeze("/elsewhere", "/")) {
      assertThat(root.count()).isEqualTo(1);
      assertThat(inside.frozen()).isTrue();
    }
    assertThat(inside.frozen()).isFalse();
  }

  @Test
  void vcpus_areTakenFromTheGuest_andGivenBack() {
    GuestAgent agent = agent();

    assertThat(agent.vcpus())
        .containsExactly(new GuestVcpu(0, true, false), new GuestVcpu(1, true, true));
    agent.setVcpus(Set.of(1), false);
    assertThat(inside.online(1)).isFalse();
    assertThat(agent.vcpus()).element(1).isEqualTo(new GuestVcpu(1, false, true));
    agent.setVcpus(Set.of(1), true);
    assertThat(inside.online(1)).isTrue();
    assertThatThrownBy(() -> agent.setVcpus(Set.of(1, 7), false))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("7");
    assertThatThrownBy(() -> agent.setVcpus(Set.of(0), false)).isInstanceOf(KvmException.class);
    agent.setVcpus(Set.of(), false);
    assertThat(inside.online(0)).isTrue();
    assertThat(inside.online(1)).isTrue();
  }

  @Test
  void agent_isToldOf_whenItComes() {
    Domain domain = guest();
    domain.destroy();
    Heard<DomainEvent> heard = new Heard<>();
    try (Registration listening =
        kvm.domains().listen(Set.of(DomainEvent.AgentLifecycle.class), heard)) {
      domain.start();
      domain.agent().waitUntilReady(Duration.ofMinutes(1));

      DomainEvent.AgentLifecycle came =
          (DomainEvent.AgentLifecycle)
              heard
                  .until(
                      e ->
                          e instanceof DomainEvent.AgentLifecycle a
                              && a.uuid().equals(domain.uuid())
                              && a.state() == DomainEvent.AgentLifecycle.State.CONNECTED)
                  .stream()
                  .reduce((first, last) -> last)
                  .orElseThrow();
      assertThat(came.reason()).isEqualTo(DomainEvent.AgentLifecycle.Reason.CHANNEL);
    }
  }

  @Test
  void freeze_thatFails_leavesNothingFrozen() {
    GuestAgent agent = agent();
    inside.disable("guest-fsfreeze-freeze");

    assertThatThrownBy(agent::freeze).isInstanceOf(UnsupportedException.class);
    assertThat(inside.frozen()).isFalse();
  }

  @Test
  void freeze_whileSomebodyElseHasFrozen_isRefused_andThawsNothing() {
    GuestAgent agent = agent();

    try (FrozenFileSystems first = agent.freeze()) {
      assertThatThrownBy(agent::freeze).isInstanceOf(UnsupportedException.class);
      assertThat(inside.frozen()).isTrue();
      assertThatThrownBy(agent::hostname).isInstanceOf(UnsupportedException.class);
    }
    assertThat(inside.frozen()).isFalse();
    assertThat(agent.hostname()).isEqualTo("inside");
  }

  @Test
  void guest_saysWhoItIs() {
    GuestAgent agent = agent();

    GuestInfo info = agent.info();

    assertThat(agent.hostname()).isEqualTo("inside");
    assertThat(info.hostname()).contains("inside");
    assertThat(info.os().orElseThrow().prettyName()).isEqualTo("Fake Linux 1");
    assertThat(info.timezone()).contains("UTC");
    assertThat(info.users()).hasSize(1);
    assertThat(info.users().get(0).name()).isEqualTo("root");
    assertThat(info.users().get(0).loginTime()).isEqualTo(Instant.ofEpochMilli(1_700_000_000_500L));
    assertThat(agent.fileSystems()).hasSize(1);
    assertThat(agent.fileSystems().get(0).mountPoint()).isEqualTo("/");
    assertThat(agent.fileSystems().get(0).type()).isEqualTo("ext4");
    agent.trim();
    agent.trim(ByteSize.mib(1));
  }

  @Test
  void time_isSet() {
    GuestAgent agent = agent();
    Instant now = Instant.parse("2026-05-06T07:08:09.010203040Z");

    agent.setTime(now);

    assertThat(agent.time()).isEqualTo(now);
  }

  @Test
  void authorizedKeys_areAdded_removed_andReplaced() {
    GuestAgent agent = agent();

    agent.setAuthorizedKeys("root", List.of("ssh-ed25519 A one"));
    agent.addAuthorizedKeys("root", List.of("ssh-ed25519 B two"));
    assertThat(agent.authorizedKeys("root"))
        .containsExactly("ssh-ed25519 A one", "ssh-ed25519 B two");
    agent.removeAuthorizedKeys("root", List.of("ssh-ed25519 A one"));
    assertThat(agent.authorizedKeys("root")).containsExactly("ssh-ed25519 B two");
  }

  @Test
  void agent_isWaitedFor() {
    guest().agent().waitUntilReady(Duration.ofMinutes(1));

    assertThatThrownBy(() -> withoutAgent(run + "-a").agent().waitUntilReady(Duration.ofSeconds(1)))
        .isInstanceOf(TimedOutException.class)
        .hasMessageContaining("no agent is there");
  }

  @Test
  void command_isPassedOn() {
    assertThat(agent().command("{\"execute\": \"guest-get-timezone\"}")).contains("UTC");
  }

  @Test
  void whatTheAgentMayNotDo_isNamed_withTheRemedy() {
    GuestAgent agent = agent();
    inside.disable("guest-exec");

    assertThatThrownBy(() -> agent.exec("true"))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("guest-exec")
        .hasMessageContaining("qemu-ga.conf");
  }

  @Test
  void agentThatHangs_isTimedOut() {
    GuestAgent agent = agent();
    agent.responseTimeout(Duration.ofSeconds(5));
    inside.silence("guest-ping");

    assertThatThrownBy(agent::ping)
        .isInstanceOf(TimedOutException.class)
        .hasMessageContaining("guest-ping");
    agent.hostname();
  }

  @Test
  void absentAgents_areToldApart() {
    assertThatThrownBy(() -> withoutChannel().agent().ping())
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("DomainSpec.guestAgent(true)");
    Domain domain = withoutAgent(run + "-a");
    assertThatThrownBy(() -> domain.agent().ping())
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("install qemu-guest-agent");
    domain.destroy();
    assertThatThrownBy(() -> domain.agent().hostname())
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("not running");
  }
}
