package io.kvmsdk.libvirt;

import io.kvmsdk.judge.Tool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A libvirtd of the test's own, with mounts, network, host name and processes apart from the
 * host's, so that it may be killed. Its socket and the rest of the file system are the host's.
 *
 * <p>All that runs in it, guests too, is killed when it is closed, or when this process ends.
 */
public final class PrivateLibvirtd implements AutoCloseable {
  private static final String CONFIGURATION = "/etc/libvirt/libvirtd.conf";
  private static final String PID_FILE = "/run/libvirt/libvirtd.pid";

  /**
   * $1: where the socket goes. Emulators were asked already what they can: that is kept, but for
   * what the host's own daemon is just writing.
   */
  private static final String SETUP =
      """
      set -e
      mkdir "$1/certificates"
      own="/run/libvirt /run/lock /var/lib/libvirt /var/log/libvirt /etc/libvirt"
      mkdir -p $own /var/cache/libvirt
      cp -a /var/cache/libvirt "$1/cache" 2> /dev/null || test -d "$1/cache"
      for folder in $own; do
        mount -t tmpfs -o mode=755 tmpfs "$folder"
      done
      mount --bind "$1/cache" /var/cache/libvirt
      ip link set lo up
      hostname "$2"
      cat > /etc/libvirt/libvirtd.conf <<END
      unix_sock_dir = "$1"
      unix_sock_rw_perms = "0777"
      auth_unix_rw = "none"
      host_uuid = "$3"
      listen_tls = 0
      listen_tcp = 1
      auth_tcp = "none"
      END
      cat > /etc/libvirt/qemu.conf <<END
      user = "root"
      group = "root"
      stdio_handler = "file"
      security_driver = "none"
      cgroup_controllers = []
      namespaces = []
      migrate_tls_x509_cert_dir = "$1/certificates"
      END
      echo ready
      exec cat
      """;

  private final Path folder;
  private final Process namespaces;
  private final long init;

  private PrivateLibvirtd(Path folder, Process namespaces, long init) {
    this.folder = folder;
    this.namespaces = namespaces;
    this.init = init;
  }

  /** Starts one; {@code kvmsdk-<name>} is its host name. Needs root, util-linux and tini. */
  public static PrivateLibvirtd start(String name) {
    PrivateLibvirtd daemon = prepare(name);
    try {
      daemon.start();
      return daemon;
    } catch (RuntimeException | Error e) {
      daemon.close();
      throw e;
    }
  }

  /** The first process ends with its standard input, and the kernel then kills all others. */
  private static PrivateLibvirtd prepare(String name) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("unshare", "--mount", "--net", "--uts", "--pid", "--mount-proc"));
    command.addAll(List.of("--fork", "--kill-child", "tini", "--", "sh", "-c", SETUP, "sh"));
    try {
      Path folder = Files.createTempDirectory("kvmsdk-libvirtd-");
      command.addAll(List.of(folder.toString(), "kvmsdk-" + name, UUID.randomUUID().toString()));
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
      String line = output.readLine();
      if (!"ready".equals(line)) {
        process.destroyForcibly();
        throw new AssertionError("no namespaces: " + line);
      }
      return new PrivateLibvirtd(folder, process, process.children().findFirst().get().pid());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts the daemon, and gives back once it answers. Guests of the one before are taken over. */
  public void start() {
    run("libvirtd", "--daemon", "--listen", "--config", CONFIGURATION, "--pid-file", PID_FILE)
        .orFail();
  }

  /** Where it listens; the socket comes and goes with the daemon. */
  public Path socket() {
    return folder.resolve("libvirt-sock");
  }

  /** Where its emulators look for certificates when they migrate by TLS; there are none. */
  public Path certificates() {
    return folder.resolve("certificates");
  }

  public URI uri() {
    return URI.create("qemu+unix:///system?socket=" + socket());
  }

  /**
   * Joins the networks of two, by addresses that nobody else can reach: 10.99.0.1 for {@code one},
   * 10.99.0.2 for {@code other}. Both daemons listen there, at the usual port, for {@code
   * qemu+tcp}.
   */
  public static void join(PrivateLibvirtd one, PrivateLibvirtd other) {
    Tool.run(
            "ip",
            "link",
            "add",
            "peer",
            "netns",
            one.init,
            "type",
            "veth",
            "peer",
            "name",
            "peer",
            "netns",
            other.init)
        .orFail();
    one.address("10.99.0.1/24");
    other.address("10.99.0.2/24");
  }

  private void address(String address) {
    run("ip", "address", "add", address, "dev", "peer").orFail();
    run("ip", "link", "set", "peer", "up").orFail();
  }

  /** Ends the daemon from one instant to the next; guests run on. */
  public void kill() {
    end("KILL");
  }

  /** Asks the daemon to end, and waits until it has; guests run on. */
  public void terminate() {
    end("TERM");
  }

  /** Its successor cannot start before it is gone: it holds the file of its process id. */
  private void end(String signal) {
    String pid = pid();
    run("kill", "-" + signal, pid).orFail();
    run("timeout", "100", "tail", "--pid", pid, "-f", "/dev/null").orFail();
  }

  /** Stops the daemon's processors: it is there, and does not answer. */
  public void freeze() {
    signal("STOP");
  }

  public void thaw() {
    signal("CONT");
  }

  /** Kills the daemon, and starts it again. */
  public void restart() {
    kill();
    start();
  }

  private void signal(String name) {
    run("kill", "-" + name, pid()).orFail();
  }

  private String pid() {
    return run("cat", PID_FILE).orFail().output().strip();
  }

  /** Runs a program among the daemon's processes, with its mounts and network. */
  public Tool.Result run(Object... command) {
    List<Object> words = new ArrayList<>();
    words.addAll(List.of("nsenter", "--target", init));
    words.addAll(List.of("--mount", "--net", "--uts", "--pid", "--"));
    words.addAll(List.of(command));
    return Tool.run(words.toArray());
  }

  /** virsh on this daemon. */
  public Tool.Result virsh(Object... command) {
    List<Object> words = new ArrayList<>(List.of("virsh", "-c", uri()));
    words.addAll(List.of(command));
    return Tool.run(words.toArray());
  }

  @Override
  public void close() {
    try {
      namespaces.getOutputStream().close();
      namespaces.waitFor();
      Tool.run("rm", "-rf", folder).orFail();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while a private libvirtd ended", e);
    }
  }
}
