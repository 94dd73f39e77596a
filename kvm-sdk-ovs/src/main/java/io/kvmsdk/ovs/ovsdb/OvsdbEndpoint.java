package io.kvmsdk.ovs.ovsdb;

import java.nio.file.Path;

/**
 * Where a database server listens, in Open vSwitch's own notation: {@code unix:FILE}, {@code
 * tcp:HOST:PORT}, {@code ssl:HOST:PORT}, an IPv6 address in brackets. {@code toString} gives that
 * notation back.
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
   * Reads Open vSwitch's notation.
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
    throw new IllegalArgumentException(
        "not an OVSDB endpoint: '" + text + "'; write unix:FILE, tcp:HOST:PORT or ssl:HOST:PORT");
  }
}
