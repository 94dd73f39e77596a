package io.kvmsdk.judge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A real sshd, which each ssh starts for itself at the other end of a pipe: no port, no daemon, and
 * nothing of the user's own. Tests that need it say {@code @RequiresTool(value = {"sh", "-c", "test
 * -x /usr/sbin/sshd"}, debianPackage = "openssh-server")}.
 */
public final class Sshd {
  /** Where it listens, as far as ssh knows. */
  public static final String DESTINATION = "root@far:2222";

  private final Path folder;

  private Sshd(Path folder) {
    this.folder = folder;
  }

  /** Makes keys and settings in a folder of the test's. */
  public static Sshd in(Path folder) throws IOException {
    Sshd sshd = new Sshd(Files.createDirectories(folder));
    for (String key : List.of("host", "user", "stranger")) {
      Tool.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder.resolve(key)).orFail();
    }
    Files.copy(folder.resolve("user.pub"), folder.resolve("authorized"));
    sshd.known("known", "host");
    sshd.known("mistaken", "stranger");
    Files.writeString(folder.resolve("unknown"), "");
    // bash reads what its user has in .bashrc, which may take long, and mind being killed.
    Files.writeString(
        folder.resolve("sshd.config"),
        """
        HostKey %1$s/host
        AuthorizedKeysFile %1$s/authorized
        StrictModes no
        UsePAM no
        PermitRootLogin yes
        SetEnv HOME=%1$s
        """
            .formatted(folder));
    // sshd wants a folder in /run, where a test leaves nothing.
    sshd.executable(
        "sshd",
        """
        #!/bin/sh
        exec unshare -m sh -c '
        mount -t tmpfs tmpfs /run && mkdir /run/sshd && mount -o remount,ro /run
        exec /usr/sbin/sshd -i -f %s/sshd.config'
        """
            .formatted(folder));
    sshd.executable("silence", "#!/bin/sh\nexec sleep 60\n");
    // tee writes to its output first, then to its file.
    sshd.executable(
        "noting",
        """
        #!/bin/sh
        said=$1
        shift
        exec 3>&1
        "$@" 2>&1 >&3 3>&- | tee "$said" >&2 3>&-
        """);
    return sshd;
  }

  private void known(String file, String key) throws IOException {
    Files.writeString(
        folder.resolve(file), "far " + Files.readString(folder.resolve(key + ".pub")));
  }

  private void executable(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text).toFile().setExecutable(true);
  }

  /** The client, with a key that the server takes, and the server's own known. */
  public List<String> ssh() {
    return ssh("user", "known", "sshd");
  }

  /** As {@link #ssh}; {@code said} gets what came of errors, once that was handed on. */
  public List<String> sshNoting(Path said) {
    List<String> noting = List.of(folder.resolve("noting").toString(), said.toString());
    return Stream.concat(noting.stream(), ssh().stream()).toList();
  }

  /** The client, with a key that the server does not take. */
  public List<String> sshOfAStranger() {
    return ssh("stranger", "known", "sshd");
  }

  /** The client, to which the server is new. */
  public List<String> sshToTheUnknown() {
    return ssh("user", "unknown", "sshd");
  }

  /** The client, which knows the server by another key. */
  public List<String> sshMistaken() {
    return ssh("user", "mistaken", "sshd");
  }

  /** The client, to which nobody answers. */
  public List<String> sshToNobody() {
    return ssh("user", "known", "silence");
  }

  private List<String> ssh(String key, String known, String server) {
    return List.of(
        "ssh",
        "-F",
        "none",
        "-i",
        folder.resolve(key).toString(),
        "-o",
        "IdentitiesOnly=yes",
        "-o",
        "HostKeyAlias=far",
        "-o",
        "UserKnownHostsFile=" + folder.resolve(known),
        "-o",
        "ProxyCommand=" + folder.resolve(server));
  }

  /** Cuts every link of this process's at once; what runs at the far end is not touched. */
  public void cut() {
    ProcessHandle.current()
        .descendants()
        .filter(process -> process.info().commandLine().orElse("").contains(proxy()))
        .forEach(ProcessHandle::destroyForcibly);
  }

  private String proxy() {
    return "ProxyCommand=" + folder.resolve("sshd");
  }
}
