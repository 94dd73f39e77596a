package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** Opens the transport below the protocol. */
final class Sockets {
  private Sockets() {}

  static SocketChannel connect(OvsdbEndpoint endpoint, Duration timeout) {
    try {
      SocketAddress address = address(endpoint);
      SocketChannel channel =
          address instanceof UnixDomainSocketAddress
              ? SocketChannel.open(java.net.StandardProtocolFamily.UNIX)
              : SocketChannel.open();
      try {
        return connect(channel, address, timeout);
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new ConnectionLostException(
          Subject.of("OVSDB server", endpoint),
          "could not connect: " + e.getMessage(),
          "Check that ovsdb-server runs, listens there, and lets this user in",
          e);
    }
  }

  private static SocketAddress address(OvsdbEndpoint endpoint) throws UnknownHostException {
    if (endpoint instanceof OvsdbEndpoint.Unix unix) {
      return UnixDomainSocketAddress.of(unix.socket());
    }
    if (endpoint instanceof OvsdbEndpoint.Tcp tcp) {
      InetSocketAddress address = new InetSocketAddress(tcp.host(), tcp.port());
      if (address.isUnresolved()) {
        throw new UnknownHostException("no such host: " + tcp.host());
      }
      return address;
    }
    throw new UnsupportedException(
        Subject.of("OVSDB server", endpoint),
        "this client has no TLS: it takes no key and no certificates yet",
        "Forward the server's unix socket by ssh -L, or use tcp: on a trusted network");
  }

  private static SocketChannel connect(
      SocketChannel channel, SocketAddress address, Duration timeout) throws IOException {
    channel.configureBlocking(false);
    if (!channel.connect(address)) {
      try (Selector selector = Selector.open()) {
        channel.register(selector, SelectionKey.OP_CONNECT);
        selector.select(Math.max(1, timeout.toMillis()));
      }
      if (!channel.finishConnect()) {
        throw new SocketTimeoutException("no answer within " + timeout);
      }
    }
    channel.configureBlocking(true);
    return channel;
  }
}
