package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.PermissionDeniedException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.ssh.OpenSsh;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Future;

/** Opens the transport below the protocol. */
final class Sockets {
  static final String REMEDY = "Check that ovsdb-server runs, listens there, and lets this user in";

  private static final System.Logger LOG = System.getLogger(Sockets.class.getName());

  private Sockets() {}

  static ByteChannel connect(OvsdbEndpoint endpoint, OvsdbOptions options) {
    try {
      return open(endpoint, options);
    } catch (IOException e) {
      Subject server = Subject.of("OVSDB server", endpoint);
      if (TlsFailure.isOne(e)) {
        throw TlsFailure.of(server, e);
      }
      if (e instanceof SshTunnel.SshException && OpenSsh.isRefusal(e.getMessage())) {
        throw new PermissionDeniedException(server, e.getMessage(), OpenSsh.REMEDY, e);
      }
      throw new ConnectionLostException(server, "could not connect: " + e.getMessage(), REMEDY, e);
    }
  }

  private static ByteChannel open(OvsdbEndpoint endpoint, OvsdbOptions options) throws IOException {
    Duration timeout = options.connectTimeout();
    if (endpoint instanceof OvsdbEndpoint.Unix unix) {
      return unix(unix.socket(), timeout);
    }
    if (endpoint instanceof OvsdbEndpoint.Tcp tcp) {
      return tcp(resolve(tcp.host(), tcp.port()), timeout);
    }
    if (endpoint instanceof OvsdbEndpoint.Ssh ssh) {
      return SshTunnel.connect(ssh, options);
    }
    if (endpoint instanceof OvsdbEndpoint.Ssl ssl) {
      return TlsChannel.connect(ssl, options.tls().orElseThrow(), timeout);
    }
    throw new IllegalArgumentException("servers call " + endpoint);
  }

  static SocketChannel unix(Path socket, Duration timeout) throws IOException {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(socket);
    Deadline deadline = Deadline.in(timeout);
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    Future<?> giveUp = Inactivity.later(timeout, () -> close(channel));
    try {
      channel.connect(address); // waits where too many others do; the clock ends it
      return channel;
    } catch (IOException e) {
      close(channel);
      throw deadline.left() <= 0 ? new SocketTimeoutException("no answer within " + timeout) : e;
    } finally {
      giveUp.cancel(false);
    }
  }

  static InetSocketAddress resolve(String host, int port) throws UnknownHostException {
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new UnknownHostException("no such host: " + host);
    }
    return address;
  }

  private static SocketChannel tcp(InetSocketAddress address, Duration timeout) throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.configureBlocking(false);
      if (!channel.connect(address)) {
        await(channel, timeout);
      }
      channel.configureBlocking(true);
      return channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    } catch (IOException e) {
      close(channel);
      throw e;
    }
  }

  private static void await(SocketChannel channel, Duration timeout) throws IOException {
    try (Selector selector = Selector.open()) {
      channel.register(selector, SelectionKey.OP_CONNECT);
      selector.select(Math.max(1, Deadline.nanos(timeout) / 1_000_000));
    }
    if (!channel.finishConnect()) {
      throw new SocketTimeoutException("no answer within " + timeout);
    }
  }

  static void close(Closeable used) {
    try {
      used.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "closing a connection", e);
    }
  }
}
