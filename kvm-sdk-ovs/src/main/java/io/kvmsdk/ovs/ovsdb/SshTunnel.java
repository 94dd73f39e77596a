package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.internal.ssh.OpenSsh;
import java.io.File;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A socket on another host, forwarded by the system's OpenSSH client (ssh(1), {@code -L}) to one in
 * a folder that only this user can look into.
 */
final class SshTunnel implements ByteChannel {
  private static final Duration LOOK = Duration.ofMillis(10);
  private static final int MOST_WORDS = 2_000;

  private final Path folder;
  private final Process ssh;
  private final Path socket;
  private final Path words;
  private SocketChannel channel;

  private SshTunnel(Path folder, OvsdbEndpoint.Ssh to, OvsdbOptions options) throws IOException {
    this.folder = folder;
    this.socket = folder.resolve("db.sock");
    this.words = folder.resolve("ssh.log");
    this.ssh =
        new ProcessBuilder(command(to, options))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(words.toFile())
            .start();
  }

  private List<String> command(OvsdbEndpoint.Ssh to, OvsdbOptions options) {
    List<String> command =
        OpenSsh.command(options.sshCommand(), "ExitOnForwardFailure=yes", "ControlPath=none");
    command.addAll(List.of("-L", socket + ":" + to.socket(), "ssh://" + to.destination()));
    command.add("exec cat"); // ends with our end of the pipe, even if this JVM is killed
    return command;
  }

  static SshTunnel connect(OvsdbEndpoint.Ssh to, OvsdbOptions options) throws IOException {
    Path folder = Files.createTempDirectory("kvmsdk-ssh-"); // only its owner may enter
    SshTunnel tunnel;
    try {
      tunnel = new SshTunnel(folder, to, options);
    } catch (IOException e) {
      remove(folder);
      throw new SshException("ssh cannot be run: " + e.getMessage());
    }
    try {
      tunnel.open(Deadline.in(options.connectTimeout()));
      return tunnel;
    } catch (IOException e) {
      tunnel.close();
      throw e;
    }
  }

  private void open(Deadline deadline) throws IOException {
    while (!Files.exists(socket) || !connected(deadline)) {
      if (deadline.left() <= 0) {
        throw new SocketTimeoutException("ssh takes longer than " + deadline.allowed() + said());
      }
      if (hasEnded()) {
        throw new SshException("ssh ended" + said());
      }
    }
  }

  /** ssh makes the socket by its bind(2), and takes calls from its listen(2), a moment later. */
  private boolean connected(Deadline deadline) throws IOException {
    try {
      channel = Sockets.unix(socket, deadline.remaining());
      return true;
    } catch (SocketException notYet) {
      return false;
    }
  }

  private boolean hasEnded() throws IOException {
    try {
      return ssh.waitFor(LOOK.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
  }

  private String said() {
    try {
      String all =
          new String(Files.readAllBytes(words), StandardCharsets.UTF_8)
              .strip()
              .replaceAll("\\.$", "");
      return all.isEmpty() ? "" : ": " + all.substring(Math.max(0, all.length() - MOST_WORDS));
    } catch (IOException gone) {
      return "";
    }
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    IOException cause = null;
    try {
      int n = channel.read(to);
      if (n >= 0) {
        return n;
      }
    } catch (IOException e) {
      cause = e;
    }
    if (!said().isEmpty()) { // as that there is no such socket
      throw new SshException("the far side hung up" + said());
    }
    if (cause != null) {
      throw cause;
    }
    return -1;
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    return channel.write(from);
  }

  @Override
  public boolean isOpen() {
    return ssh.isAlive();
  }

  @Override
  public void close() {
    if (channel != null) {
      Sockets.close(channel);
    }
    ssh.destroy();
    Sockets.close(ssh.getOutputStream());
    remove(folder);
  }

  private static void remove(Path folder) {
    File[] files = folder.toFile().listFiles();
    for (File file : files == null ? new File[0] : files) {
      file.delete();
    }
    folder.toFile().delete();
  }

  /** What OpenSSH says, which is all that is known. */
  static final class SshException extends IOException {
    private static final long serialVersionUID = 1L;

    SshException(String problem) {
      super(problem);
    }
  }
}
