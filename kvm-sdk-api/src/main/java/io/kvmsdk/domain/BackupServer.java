package io.kvmsdk.domain;

import java.util.Objects;

/** Where the NBD server of a pull backup listens: {@code <server>} in {@code <domainbackup>}. */
public sealed interface BackupServer {
  /** A Unix socket of the host, in a folder in which QEMU may make it. */
  static Unix unix(String socket) {
    return new Unix(socket);
  }

  /** Without TLS, and so for anybody who reaches the port. */
  static Tcp tcp(String host, int port) {
    return new Tcp(host, port, false);
  }

  /**
   * A Unix socket.
   *
   * @param socket absolute on the host
   */
  record Unix(String socket) implements BackupServer {
    public Unix {
      Objects.requireNonNull(socket);
    }
  }

  /**
   * A TCP port.
   *
   * @param host the host's address or name
   * @param port 1 to 65535
   * @param tls whether clients must speak TLS, for which the host's {@code qemu.conf} names the
   *     certificates ({@code backup_tls_x509_cert_dir})
   */
  record Tcp(String host, int port, boolean tls) implements BackupServer {
    public Tcp {
      Objects.requireNonNull(host);
    }

    /** The same, with TLS. */
    public Tcp withTls() {
      return new Tcp(host, port, true);
    }
  }
}
