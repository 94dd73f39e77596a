package io.kvmsdk.ovs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.Subject;
import io.kvmsdk.host.HostShell;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Sshd;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.ovs.ovsdb.OvsdbClient;
import io.kvmsdk.ovs.ovsdb.OvsdbDatabase;
import io.kvmsdk.ovs.ovsdb.OvsdbEndpoint;
import io.kvmsdk.ovs.ovsdb.OvsdbServer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A host behind a real sshd: its database, and its shell, are reached by ssh only. */
@RequiresTool(
    value = {"ovsdb-server", "--version"},
    debianPackage = "openvswitch-switch")
@RequiresTool(
    value = {"sh", "-c", "test -x /usr/sbin/sshd"},
    debianPackage = "openssh-server")
@Timeout(180)
class ConfirmedChangeSshTest {
  @TempDir Path folder;

  private OvsdbServer server;
  private Sshd sshd;

  @BeforeEach
  void start() throws IOException {
    server = OvsdbServer.start(folder, OvsdbServer.OPEN_VSWITCH);
    sshd = Sshd.in(folder.resolve("ssh"));
    vsctl("init");
    vsctl("add-br", "br0", "--", "add-port", "br0", "eth7", "tag=7");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private List<String> vsctl(String... words) {
    List<Object> command = new ArrayList<>(List.of("ovs-vsctl", "--no-wait"));
    command.add("--db=" + server.unix());
    command.addAll(List.of(words));
    return Tool.run(command.toArray()).orFail().output().lines().toList();
  }

  private static OvsdbClient connect(Path socket, List<String> ssh) {
    return OvsdbClient.connect(
        b ->
            b.addEndpoints(OvsdbEndpoint.parse("ssh://" + Sshd.DESTINATION + socket))
                .sshCommand(ssh));
  }

  private static ConfirmedChange changes(OvsdbDatabase database, Path socket, List<String> ssh) {
    return ConfirmedChange.on(database, HostShell.ssh(Sshd.DESTINATION, ssh))
        .server("unix:" + socket)
        .withoutWaiting();
  }

  /** An administrator's process, which applies a change and then hangs. */
  static final class Administrator {
    private Administrator() {}

    public static void main(String... args) throws IOException {
      Path socket = Path.of(args[0]);
      List<String> ssh = Arrays.asList(args).subList(1, args.length);
      OvsdbDatabase database = connect(socket, ssh).database("Open_vSwitch");
      PendingChange change =
          changes(database, socket, ssh)
              .apply(ConfirmedChangeTest.upheaval(database), Duration.ofSeconds(10));
      System.out.println(change.token());
      System.in.read();
    }
  }

  @Test
  void aChange_whoseProcessAndLinksDie_isTakenBackByTheHost() throws Exception {
    Process administrator = fork();
    String token = administrator.inputReader().readLine();
    List<ProcessHandle> links = administrator.descendants().toList();
    assertThat(links).isNotEmpty();

    administrator.destroyForcibly().waitFor();
    links.forEach(ProcessHandle::destroyForcibly);

    SystemPacer.INSTANCE.await(
        Subject.NONE,
        "the revert",
        Duration.ofMinutes(2),
        () -> vsctl("list-br").equals(List.of("br0")) ? Optional.of(true) : Optional.empty(),
        () -> "");
    assertThat(vsctl("list-ports", "br0")).containsExactly("eth7");
    try (OvsdbClient client = connect(server.socket(), sshd.ssh())) {
      OvsdbDatabase database = client.database("Open_vSwitch");
      assertThatThrownBy(() -> changes(database, server.socket(), sshd.ssh()).confirm(token))
          .isInstanceOf(ChangeRevertedException.class);
    }
    awaitNothingLeft(token);
  }

  private Process fork() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(
        "-Djava.io.tmpdir=" + folder); // what it leaves when it is killed goes with the test
    command.add("-cp");
    command.add(
        String.join(
            File.pathSeparator,
            "target/test-classes",
            "target/classes",
            System.getProperty("java.class.path")));
    command.add(Administrator.class.getName());
    command.add(server.socket().toString());
    command.addAll(sshd.ssh());
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  @Test
  void confirm_keepsTheChange_andLeavesNothingOnTheHost() {
    try (OvsdbClient client = connect(server.socket(), sshd.ssh())) {
      OvsdbDatabase database = client.database("Open_vSwitch");
      PendingChange change =
          changes(database, server.socket(), sshd.ssh())
              .apply(ConfirmedChangeTest.upheaval(database), Duration.ofMinutes(1));
      change.confirm();

      assertThat(vsctl("list-br")).containsExactly("br0", "br1");
      awaitNothingLeft(change.token());
    }
  }

  /** The far end's /run cannot be written to, so that it is in /tmp. */
  private static void awaitNothingLeft(String token) {
    Path left = Path.of("/tmp/kvmsdk-revert-" + token);
    SystemPacer.INSTANCE.await(
        Subject.NONE,
        "what is left of the revert",
        Duration.ofMinutes(2),
        () ->
            Files.notExists(left)
                    && ProcessHandle.allProcesses()
                        .noneMatch(p -> p.info().commandLine().orElse("").contains(token))
                ? Optional.of(true)
                : Optional.empty(),
        left::toString);
  }
}
