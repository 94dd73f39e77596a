package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kvmsdk.Kvm;
import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.PermissionDeniedException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.driver.KnownFailure;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.libvirt.RequiresLibvirt;
import io.kvmsdk.libvirt.RequiresQemu;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Connections that cannot be made. Where ssh fails on the far side, a program says what it says.
 */
@RequiresLibvirt
@Timeout(180)
class ConnectFailuresTest {
  @TempDir Path folder;

  private static Provoked connect(
      KnownFailure row, Class<? extends KvmException> type, String uri) {
    return Provoked.by(row, type, () -> tryToConnect(URI.create(uri)));
  }

  /** libvirt may find that a child is gone as it writes to it, before it reads what that said. */
  private static void tryToConnect(URI uri) {
    try {
      LibvirtDriver.connect(uri).close();
    } catch (KvmException e) {
      if (!e.problem().contains("Cannot write data: Broken pipe")) {
        throw e;
      }
      tryToConnect(uri);
    }
  }

  /** As if ssh, or the far side through it, said {@code words} and gave up. */
  private String sshSays(String words) throws IOException {
    Path ssh = folder.resolve("ssh");
    Files.writeString(
        ssh, "#!/bin/sh\nhead -c 4 > /dev/null\ncat >&2 <<'END'\n" + words + "\nEND\nexit 255\n");
    Files.setPosixFilePermissions(ssh, PosixFilePermissions.fromString("rwxr-xr-x"));
    return "qemu+ssh://user@far/system?command=" + ssh;
  }

  @Test
  @Proves(KnownFailure.SSH_HOST_KEY)
  void aHostKeyThatIsNotTheKnownOne() throws IOException {
    String uri =
        sshSays(
            """
            @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
            @    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @
            @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
            Host key verification failed.\
            """);

    Provoked refused =
        connect(KnownFailure.SSH_HOST_KEY, PermissionDeniedException.class, uri)
            .cured("ssh user@far", "ssh-keygen -R");

    assertThat(refused.told().retryable()).isFalse();
  }

  @Test
  @Proves(KnownFailure.SSH_DENIED)
  void aKeyThatTheHostDoesNotTake() throws IOException {
    connect(
            KnownFailure.SSH_DENIED,
            PermissionDeniedException.class,
            sshSays("user@far: Permission denied (publickey,password)."))
        .cured("ssh-copy-id user@far");
  }

  @Test
  @Proves(KnownFailure.RELAY_MISSING)
  void aHostWithoutNetcat() throws IOException {
    connect(
            KnownFailure.RELAY_MISSING,
            UnsupportedException.class,
            sshSays("bash: line 1: nc: command not found"))
        .cured("Install netcat-openbsd on user@far");
    connect(
        KnownFailure.RELAY_MISSING, UnsupportedException.class, sshSays("sh: 1: nc: not found"));
  }

  @Test
  @Proves({KnownFailure.REMOTE_DAEMON_ABSENT, KnownFailure.REMOTE_SOCKET_DENIED})
  void aHostWhoseDaemonIsNotThereOrNotForThisUser() throws IOException {
    connect(
            KnownFailure.REMOTE_DAEMON_ABSENT,
            ConnectionLostException.class,
            sshSays("nc: unix connect failed: No such file or directory"))
        .cured("systemctl start libvirtd");
    connect(
            KnownFailure.REMOTE_SOCKET_DENIED,
            PermissionDeniedException.class,
            sshSays("nc: unix connect failed: Permission denied"))
        .cured("group libvirt on user@far");
  }

  @Test
  @RequiresTool(
      value = {"ssh", "-V"},
      debianPackage = "openssh-client")
  @Proves({KnownFailure.HOST_UNKNOWN, KnownFailure.HOST_REFUSES})
  void aHostThatSshDoesNotReach() {
    connect(
            KnownFailure.HOST_UNKNOWN,
            ConnectionLostException.class,
            "qemu+ssh://no-such-host.invalid/system")
        .cured("host's name");
    connect(
            KnownFailure.HOST_REFUSES,
            ConnectionLostException.class,
            "qemu+ssh://nobody@127.0.0.1:1/system?keyfile=/none&sshauth=privkey")
        .cured("sshd runs on nobody@127.0.0.1:1");
  }

  @Test
  @Proves(KnownFailure.SSH_MISSING)
  void aMachineWithoutSsh() {
    connect(
            KnownFailure.SSH_MISSING,
            UnsupportedException.class,
            "qemu+ssh://far/system?command=/nowhere/ssh")
        .with("file", "/nowhere/ssh")
        .cured("openssh-client");
  }

  @Test
  @Proves(KnownFailure.SOCKET_MISSING)
  void aSocketThatIsNotThere() {
    Path socket = folder.resolve("libvirt-sock");

    connect(
            KnownFailure.SOCKET_MISSING,
            ConnectionLostException.class,
            "qemu+unix:///system?socket=" + socket)
        .with("file", socket)
        .cured("systemctl start libvirtd");
  }

  @Test
  @Proves(KnownFailure.SOCKET_REFUSES)
  void aSocketThatNobodyListensOn() throws IOException {
    Path socket = folder.resolve("s");
    ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(socket))
        .close();

    connect(
            KnownFailure.SOCKET_REFUSES,
            ConnectionLostException.class,
            "qemu+unix:///system?socket=" + socket)
        .with("file", socket);
  }

  @Test
  @Proves({KnownFailure.PORT_REFUSES, KnownFailure.CERTIFICATE_MISSING})
  void aPortThatNobodyListensOn() {
    connect(
            KnownFailure.PORT_REFUSES,
            ConnectionLostException.class,
            "qemu+tcp://127.0.0.1:1/system")
        .cured("libvirtd-tcp.socket");
    connect(
            KnownFailure.CERTIFICATE_MISSING,
            NotFoundException.class,
            "qemu+tls://127.0.0.1:1/system?pkipath=" + folder)
        .with("file", folder.resolve("cacert.pem"));
  }

  @Test
  @RequiresQemu
  @Proves({KnownFailure.URI_PATH_WRONG, KnownFailure.URI_HOST_WRONG, KnownFailure.DRIVER_MISSING})
  void aUriThatIsWrong() {
    connect(KnownFailure.URI_PATH_WRONG, InvalidSpecException.class, "qemu:///nonsense")
        .cured("qemu:///system");
    connect(KnownFailure.URI_HOST_WRONG, InvalidSpecException.class, "qemu://system")
        .cured("qemu:///system");
    connect(KnownFailure.DRIVER_MISSING, UnsupportedException.class, "bhyve:///system")
        .cured("Correct the URI");
  }

  /** The artifact that one would have to add is there. */
  @Test
  void aSchemeThatNobodyKnows() {
    new Provoked(
            catchThrowableOfType(
                UnsupportedException.class, () -> Kvm.connect("qmu:///system").close()))
        .cured("Correct the URI", "qemu:///system");
  }

  @Test
  void aSilentDeathOfSsh_isStillTold() throws IOException {
    Provoked unknown =
        new Provoked(
            catchThrowableOfType(
                ConnectionLostException.class,
                () -> LibvirtDriver.connect(URI.create(sshSays("")))));

    unknown.cured("ssh user@far logs in without a question");
  }
}
