package io.kvmsdk.libvirt.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Stands between clients and the daemon's socket, until it cuts the line. */
final class SocketProxy implements AutoCloseable {
  private final Path socket;
  private final ServerSocketChannel server;
  private final AtomicInteger requests = new AtomicInteger();
  private final Queue<SocketChannel> channels = new ConcurrentLinkedQueue<>();

  SocketProxy(Path socket, Path daemonSocket) throws IOException {
    this.socket = socket;
    this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    start(() -> accept(daemonSocket));
  }

  Path socket() {
    return socket;
  }

  /** How many calls the clients have made. */
  int requests() {
    return requests.get();
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "socket-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept(Path daemonSocket) {
    try {
      while (server.isOpen()) {
        connect(server.accept(), daemonSocket);
      }
    } catch (ClosedChannelException end) {
      // By our own close.
    } catch (IOException e) {
      throw new UncheckedIOException("the proxy could not reach the daemon", e);
    }
  }

  private void connect(SocketChannel client, Path daemonSocket) throws IOException {
    channels.add(client);
    SocketChannel daemon = SocketChannel.open(UnixDomainSocketAddress.of(daemonSocket));
    channels.add(daemon);
    start(() -> copy(daemon, client, bytes -> {}));
    RequestCount count = new RequestCount(requests);
    start(() -> copy(client, daemon, count::sent));
  }

  private static void copy(SocketChannel from, SocketChannel to, Consumer<ByteBuffer> listener) {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    try (from;
        to) {
      while (from.read(buffer.clear()) >= 0) {
        listener.accept(buffer.flip());
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
      }
    } catch (IOException cut) {
      // One side is gone; both are closed now.
    }
  }

  /** Cuts the line, as a daemon that dies would. */
  @Override
  public void close() throws IOException {
    server.close();
    for (SocketChannel channel : channels) {
      channel.close();
    }
  }
}
