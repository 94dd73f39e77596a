package io.kvmsdk.ovs.ovsdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.PermissionDeniedException;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Sshd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A database behind a real sshd. */
@Timeout(180)
@RequiresTool(
    value = {"ovsdb-server", "--version"},
    debianPackage = "openvswitch-common")
@RequiresTool(
    value = {"sh", "-c", "test -x /usr/sbin/sshd"},
    debianPackage = "openssh-server")
class SshTest {
  private static final Pattern TUNNEL = Pattern.compile("[^ ]*/kvmsdk-ssh-[^/ ]*(?=/db.sock:)");

  @TempDir static Path folder;
  @RegisterExtension static final SharedServer server = SharedServer.ofThings();
  private static Sshd sshd;

  @BeforeAll
  static void start() throws IOException {
    sshd = Sshd.in(folder.resolve("ssh"));
  }

  private static OvsdbClient connect(List<String> ssh, Path socket) {
    return OvsdbClient.connect(
        b ->
            b.addEndpoints(OvsdbEndpoint.parse("ssh://" + Sshd.DESTINATION + socket))
                .sshCommand(ssh));
  }

  @Test
  void connect_whenTheSocketIsFar_speaksAndLeavesNothingBehind() throws IOException {
    List<ProcessHandle> mine;
    Path tunnel;
    try (OvsdbClient client = connect(sshd.ssh(), server.server().socket())) {
      assertThat(client.listDatabases()).contains("Kvmsdk");
      mine = ProcessHandle.current().children().toList();
      tunnel = mine.stream().flatMap(SshTest::tunnel).findFirst().orElseThrow();
      assertThat(tunnel).isDirectory();
    }
    while (mine.stream().anyMatch(ProcessHandle::isAlive)) {
      LockSupport.parkNanos(5_000_000);
    }
    assertThat(tunnel).doesNotExist();
  }

  private static Stream<Path> tunnel(ProcessHandle ssh) {
    return TUNNEL
        .matcher(ssh.info().commandLine().orElse(""))
        .results()
        .map(found -> Path.of(found.group()));
  }

  @Test
  void connect_whenSshsSocketTakesNoCallsYet_waits() throws IOException {
    Path hesitating = folder.resolve("hesitating");
    Files.writeString(
            hesitating,
            """
            #!/bin/sh
            before=
            for word; do
              [ "$before" != -L ] || : > "${word%%:*}" # refuses as a socket does before listen(2)
              before=$word
            done
            exec ssh -o StreamLocalBindUnlink=yes "$@"
            """)
        .toFile()
        .setExecutable(true);
    List<String> ssh = new ArrayList<>(sshd.ssh());
    ssh.set(0, hesitating.toString());
    try (OvsdbClient client = connect(ssh, server.server().socket())) {
      assertThat(client.listDatabases()).contains("Kvmsdk");
    }
  }

  @Test
  void connect_whenThereIsNoSuchSocket_tellsWhatSshSays() {
    assertThatExceptionOfType(ConnectionLostException.class)
        .isThrownBy(() -> connect(sshd.ssh(), Path.of("/none/db.sock")))
        .withMessageContaining("open failed")
        .withMessageContaining("/none/db.sock");
  }

  @Test
  void connect_whenTheKeyIsNotKnownThere_isRefused() {
    assertThatExceptionOfType(PermissionDeniedException.class)
        .isThrownBy(() -> connect(sshd.sshOfAStranger(), server.server().socket()))
        .withMessageContaining("Permission denied (");
  }

  @Test
  void connect_whenTheHostIsNotKnownHere_isRefused() {
    assertThatExceptionOfType(PermissionDeniedException.class)
        .isThrownBy(() -> connect(sshd.sshToTheUnknown(), server.server().socket()))
        .withMessageContaining("Host key verification failed");
  }
}
