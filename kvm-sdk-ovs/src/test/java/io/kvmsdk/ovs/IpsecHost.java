package io.kvmsdk.ovs;

import io.kvmsdk.domain.ExecResult;
import io.kvmsdk.error.Subject;
import io.kvmsdk.host.HostShell;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.ovs.ovsdb.Pki;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * ovs-monitor-ipsec and strongSwan for one {@link SwitchHost}, with mounts and processes of their
 * own: the files that they write in /etc and /run are in the test's folder.
 */
final class IpsecHost implements AutoCloseable {
  private static final String SETUP =
      """
      set -e
      mount -t tmpfs tmpfs /run
      mkdir -p /run/openvswitch /run/lock "$1/strongswan.d" "$1/cacerts"
      : > "$1/ipsec.conf"
      : > "$1/ipsec.secrets"
      cp -r /etc/strongswan.d/. "$1/strongswan.d/"
      echo 'charon { plugins { kernel-netlink { xfrm_acq_expires = 10 } } }' > "$1/strongswan.d/retry.conf"
      mount --bind "$1/ipsec.conf" /etc/ipsec.conf
      mount --bind "$1/ipsec.secrets" /etc/ipsec.secrets
      mount --bind "$1/cacerts" /etc/ipsec.d/cacerts
      mount --bind "$1/strongswan.d" /etc/strongswan.d
      /usr/share/openvswitch/scripts/ovs-monitor-ipsec --ike-daemon=strongswan \
        --pidfile=/run/openvswitch/ovs-monitor-ipsec.pid --log-file="$1/monitor.log" --no-chdir --detach "$2"
      echo ready
      exec cat
      """;

  private final Process namespaces;
  private final long init;

  private IpsecHost(Process namespaces, long init) {
    this.namespaces = namespaces;
    this.init = init;
  }

  static IpsecHost start(SwitchHost host) throws IOException {
    Path folder = Files.createDirectories(host.folder().resolve("ipsec"));
    List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", host.namespace()));
    command.addAll(List.of("unshare", "--mount", "--pid", "--fork", "--kill-child"));
    command.addAll(List.of("--mount-proc", "sh", "-c", SETUP, "sh"));
    command.addAll(List.of(folder.toString(), host.endpoint().toString()));
    Process process =
        new ProcessBuilder(command).redirectError(folder.resolve("errors").toFile()).start();
    while (true) {
      String line = process.inputReader(StandardCharsets.UTF_8).readLine();
      if (line == null) {
        throw new AssertionError("no IPsec: " + Files.readString(folder.resolve("errors")));
      }
      if (line.equals("ready")) {
        return new IpsecHost(process, process.children().findFirst().orElseThrow().pid());
      }
    }
  }

  Tool.Result run(Object... command) {
    List<Object> words =
        new ArrayList<>(List.of("nsenter", "--target", init, "--mount", "--net", "--pid", "--"));
    words.addAll(List.of(command));
    return Tool.run(words.toArray());
  }

  /** What {@link #give} puts on each host. */
  static final MeshSecurity CERTIFICATES =
      MeshSecurity.certificates(
          "/run/cert.pem", "/run/privkey.pem", "/etc/ipsec.d/cacerts/cacert.pem");

  /** Gives the host a certificate with its key, and has it trust an authority. */
  void give(Pki pki, String certificate, String authority) {
    run("cp", pki.certificate(certificate), "/run/cert.pem").orFail();
    run("cp", pki.key(certificate), "/run/privkey.pem").orFail();
    run("cp", pki.authority(authority), "/etc/ipsec.d/cacerts/cacert.pem").orFail();
    // charon may have been started a moment ago.
    SystemPacer.INSTANCE.await(
        Subject.NONE,
        "that charon reads it",
        Duration.ofMinutes(2),
        () -> Optional.of(run("ipsec", "rereadcacerts")).filter(read -> read.exit() == 0),
        () -> run("ipsec", "rereadcacerts").output());
  }

  /** A shell in there. */
  HostShell shell() {
    return program -> {
      Tool.Result result = run(program.command().toArray());
      return ExecResult.exited(result.exit(), result.output());
    };
  }

  @Override
  public void close() {
    try {
      namespaces.getOutputStream().close();
      namespaces.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while IPsec's daemons ended", e);
    }
  }
}
