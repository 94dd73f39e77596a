package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.internal.ssh.OpenSsh;
import java.nio.file.Path;

/**
 * Where a database server listens, in Open vSwitch's own notation: {@code unix:FILE}, {@code
 * tcp:HOST:PORT}, {@code ssl:HOST:PORT}, an IPv6 address in brackets; or, in a notation of our own,
 * {@code ssh://USER@HOST:PORT/FILE}. Or where we listen, and servers call us: {@code
 * ptcp:PORT:ADDRESS}, {@code pssl:PORT:ADDRESS}. {@code toString} gives that notation back.
 */
public sealed interface OvsdbEndpoint {
  /** The port that IANA gave OVSDB (RFC 7047, 6), for where none is stated. */
  int DEFAULT_PORT = 6640;

  /** A socket in the file system, as {@code unix:/run/openvswitch/db.sock}. */
  record Unix(Path socket) implements OvsdbEndpoint {
    @Override
    public String toString() {
      return "unix:" + socket;
    }
  }

  /**
   * A TCP port without encryption.
   *
   * @param host a name, or an address without brackets
   * @param port 1 to 65535
   */
  record Tcp(String host, int port) implements OvsdbEndpoint {
    public Tcp {
      new HostAndPort(host, port);
    }

    @Override
    public String toString() {
      return "tcp:" + new HostAndPort(host, port);
    }
  }

  /** A TCP port behind TLS; the parts are as for {@link Tcp}. */
  record Ssl(String host, int port) implements OvsdbEndpoint {
    public Ssl {
      new HostAndPort(host, port);
    }

    @Override
    public String toString() {
      return "ssl:" + new HostAndPort(host, port);
    }
  }

  /**
   * A socket in the file system of another host, reached by ssh with the keys and settings of this
   * process's user; there must be nothing for ssh to ask.
   *
   * @param destination as {@code host}, {@code user@host}, {@code user@host:port}, an IPv6 address
   *     in brackets
   * @param socket absolute, as {@code /run/openvswitch/db.sock}
   */
  record Ssh(String destination, Path socket) implements OvsdbEndpoint {
    public Ssh {
      if (!OpenSsh.isDestination(destination) || !socket.isAbsolute()) {
        throw new IllegalArgumentException(
            "not a socket behind ssh: '" + destination + "', '" + socket + "'");
      }
    }

    @Override
    public String toString() {
      return "ssh://" + destination + socket;
    }
  }

  /**
   * A TCP port of this machine that a server calls, as those do that {@code ovs-vsctl set-manager
   * tcp:HOST:PORT} sends here. A client listens for one server, an {@link OvsdbListener} for many.
   */
  sealed interface Passive extends OvsdbEndpoint {
    /** 1 to 65535, or 0 for any that is free. */
    int port();

    /** One of this machine's addresses, without brackets; empty for all of them. */
    String address();
  }

  /** A port for servers that call without encryption. */
  record Ptcp(int port, String address) implements Passive {
    public Ptcp {
      PortAndAddress.check(port);
    }

    @Override
    public String toString() {
      return "ptcp:" + new PortAndAddress(port, address);
    }
  }

  /** A port for servers that call with TLS; both sides must show certificates. */
  record Pssl(int port, String address) implements Passive {
    public Pssl {
      PortAndAddress.check(port);
    }

    @Override
    public String toString() {
      return "pssl:" + new PortAndAddress(port, address);
    }
  }

  /**
   * Reads Open vSwitch's notation, and {@code ssh://}.
   *
   * @throws IllegalArgumentException if {@code text} is not in it
   */
  static OvsdbEndpoint parse(String text) {
    String address = text.substring(text.indexOf(':') + 1);
    if (text.startsWith("unix:") && !address.isEmpty()) {
      return new Unix(Path.of(address));
    }
    if (text.startsWith("tcp:")) {
      HostAndPort at = HostAndPort.parse(address);
      return new Tcp(at.host(), at.port());
    }
    if (text.startsWith("ssl:")) {
      HostAndPort at = HostAndPort.parse(address);
      return new Ssl(at.host(), at.port());
    }
    if (text.startsWith("ptcp:")) {
      PortAndAddress at = PortAndAddress.parse(address);
      return new Ptcp(at.port(), at.address());
    }
    if (text.startsWith("pssl:")) {
      PortAndAddress at = PortAndAddress.parse(address);
      return new Pssl(at.port(), at.address());
    }
    if (text.startsWith("ssh://") && address.indexOf('/', 2) > 0) {
      int path = address.indexOf('/', 2);
      return new Ssh(address.substring(2, path), Path.of(address.substring(path)));
    }
    throw new IllegalArgumentException(
        "not an OVSDB endpoint: '"
            + text
            + "'; write unix:FILE, tcp:HOST:PORT, ssl:HOST:PORT, ssh://USER@HOST:PORT/FILE,"
            + " ptcp:PORT:ADDRESS or pssl:PORT:ADDRESS");
  }
}
