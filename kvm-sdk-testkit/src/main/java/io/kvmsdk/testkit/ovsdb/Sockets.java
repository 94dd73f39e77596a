package io.kvmsdk.testkit.ovsdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Where clients come in: a Unix socket in a folder of its own, and a free TCP port. */
final class Sockets implements AutoCloseable {
  private final Engine engine;
  private final Path folder;
  private final ServerSocketChannel unix;
  private final ServerSocketChannel tcp;
  private volatile Duration probe = Duration.ofSeconds(5);

  Sockets(Engine engine) {
    this.engine = engine;
    try {
      folder = Files.createTempDirectory("kvmsdk-ovsdb");
      unix = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      unix.bind(UnixDomainSocketAddress.of(file()));
      tcp = ServerSocketChannel.open();
      tcp.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    accept(unix, false);
    accept(tcp, true);
  }

  Path file() {
    return folder.resolve("db.sock");
  }

  int port() {
    return tcp.socket().getLocalPort();
  }

  void probeEvery(Duration interval) {
    probe = interval;
  }

  void call(String target) {
    URI at = URI.create(target.replaceFirst("^tcp:", "tcp://"));
    try {
      InetAddress host = InetAddress.getByName(at.getHost());
      SocketChannel client = SocketChannel.open(new InetSocketAddress(host, at.getPort()));
      engine.join(client, probe).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept(ServerSocketChannel listener, boolean probed) {
    Thread thread = new Thread(() -> take(listener, probed), "fake OVSDB server listens");
    thread.setDaemon(true);
    thread.start();
  }

  private void take(ServerSocketChannel listener, boolean probed) {
    try {
      while (true) {
        engine.join(listener.accept(), probed ? probe : Duration.ZERO).start();
      }
    } catch (IOException closed) {
      // The server was closed.
    }
  }

  @Override
  public void close() {
    try {
      unix.close();
      tcp.close();
      Files.deleteIfExists(file());
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
