package io.kvmsdk.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.PermissionDeniedException;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Sshd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs behind a real sshd. */
@RequiresTool(
    value = {"sh", "-c", "test -x /usr/sbin/sshd"},
    debianPackage = "openssh-server")
class SshShellTest extends HostShellContract {
  @TempDir static Path folder;
  private static Sshd sshd;

  @BeforeAll
  static void makeKeys() throws IOException {
    sshd = Sshd.in(folder);
  }

  @Override
  HostShell shell() {
    return shell(sshd.ssh());
  }

  private static HostShell shell(List<String> ssh) {
    return HostShell.ssh(Sshd.DESTINATION, ssh);
  }

  @Test
  void exec_whenTheHostHasAnotherKey_isRefused() {
    for (List<String> ssh : List.of(sshd.sshMistaken(), sshd.sshToTheUnknown())) {
      assertThatExceptionOfType(PermissionDeniedException.class)
          .isThrownBy(() -> shell(ssh).exec("true"))
          .withMessageContaining("Host key verification failed")
          .withMessageContaining("Log in once by hand");
    }
  }

  @Test
  void exec_whenTheKeyIsNotKnownThere_isRefused() {
    assertThatExceptionOfType(PermissionDeniedException.class)
        .isThrownBy(() -> shell(sshd.sshOfAStranger()).exec("true"))
        .withMessageContaining("Permission denied (")
        .withMessageContaining(Sshd.DESTINATION);
  }

  @Test
  void exec_whenNobodyAnswers_endsAtTheTimeOut() {
    assertThatExceptionOfType(TimedOutException.class)
        .isThrownBy(
            () ->
                shell(sshd.sshToNobody())
                    .exec(p -> p.addCommand("true").timeout(Duration.ofMillis(500))));
  }

  @Test
  void exec_whenThereIsNoSuchHostOrNoSsh_saysSo() {
    assertThatExceptionOfType(ConnectionLostException.class)
        .isThrownBy(() -> HostShell.ssh("127.0.0.1:1", List.of("ssh", "-F", "none")).exec("true"))
        .withMessageContaining("Connection refused");
    assertThatExceptionOfType(KvmException.class)
        .isThrownBy(() -> shell(List.of("/kvmsdk/ssh")).exec("true"))
        .withMessageContaining("/kvmsdk/ssh");
  }

  @Test
  void exec_whenTheLinkDies_isLost_andTheProgramEndsByItsTimeOut() throws IOException {
    Path said = Files.createFile(folder.resolve("said"));
    String mark = "kvmsdk-" + said;
    CompletableFuture<?> call =
        CompletableFuture.supplyAsync(
            () ->
                shell(sshd.sshNoting(said))
                    .exec(
                        p ->
                            p.addCommand("sh", "-c", "seq 9 >&2; sleep 60; : " + mark)
                                .timeout(Duration.ofSeconds(10))));
    await(() -> contentOf(said).endsWith("9\n") || call.isDone());

    sshd.cut();

    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(call::join)
        .havingCause()
        .isInstanceOf(ConnectionLostException.class)
        .withMessageContaining("ssh says: 5\n6\n7\n8\n9")
        .withMessageContaining("may have run");
    awaitEnd(mark);
  }

  private static String contentOf(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "-oProxyCommand=id",
        "root@-oProxyCommand=id",
        "-l@host",
        "a b",
        "host;id",
        "$(id)",
        "`id`@host",
        "a\nb",
        "host/path",
        "host:port"
      })
  void ssh_whenADestinationCouldMeanSomethingElse_isRefused(String destination) {
    assertThatIllegalArgumentException().isThrownBy(() -> HostShell.ssh(destination));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"host", "root@kvm-1.example.org", "a.b@[fe80::1%eth0]:2222", "u@10.0.0.1"})
  void ssh_takesHostsWithUsersAndPorts(String destination) {
    assertThat(HostShell.ssh(destination)).hasToString(destination);
  }
}
