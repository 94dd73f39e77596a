package io.kvmsdk.libvirt.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** Stands between one client and the daemon's socket, until it cuts the line. */
final class SocketProxy implements AutoCloseable {
  private final Path socket;
  private final ServerSocketChannel server;
  private volatile SocketChannel client;
  private volatile SocketChannel daemon;

  SocketProxy(Path socket, Path daemonSocket) throws IOException {
    this.socket = socket;
    this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    start(() -> accept(daemonSocket));
  }

  Path socket() {
    return socket;
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "socket-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept(Path daemonSocket) {
    try {
      client = server.accept();
      daemon = SocketChannel.open(UnixDomainSocketAddress.of(daemonSocket));
      start(() -> copy(daemon, client));
      copy(client, daemon);
    } catch (IOException e) {
      throw new UncheckedIOException("the proxy could not reach the daemon", e);
    }
  }

  private static void copy(SocketChannel from, SocketChannel to) {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    try (from;
        to) {
      while (from.read(buffer.clear()) >= 0) {
        buffer.flip();
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
    if (client != null) {
      client.close();
    }
    if (daemon != null) {
      daemon.close();
    }
  }
}
