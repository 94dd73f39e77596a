package io.kvmsdk.ovs.ovsdb;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A peer that says what a test tells it to, however wrong; it takes one connection. */
final class ScriptedServer implements AutoCloseable {
  /** What to do with the connection. */
  @FunctionalInterface
  interface Script {
    void run(SocketChannel peer) throws IOException;
  }

  private final Path socket;
  private final ServerSocketChannel listener;

  ScriptedServer(Path folder, Script script) throws IOException {
    socket = folder.resolve("scripted.sock");
    listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(socket));
    Thread thread = new Thread(() -> serve(script), "scripted OVSDB server");
    thread.setDaemon(true);
    thread.start();
  }

  private void serve(Script script) {
    try (SocketChannel peer = listener.accept()) {
      script.run(peer);
      while (peer.read(ByteBuffer.allocate(4096)) >= 0) {} // stays, until the client has gone
    } catch (IOException clientGone) {
      // That is how a hostile script ends.
    }
  }

  OvsdbEndpoint endpoint() {
    return new OvsdbEndpoint.Unix(socket);
  }

  static void say(SocketChannel peer, String text) throws IOException {
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
    while (bytes.hasRemaining()) {
      peer.write(bytes);
    }
  }

  /** What the client sends next, as far as it has come. */
  static String hear(SocketChannel peer) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4096);
    peer.read(bytes);
    return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
  }

  /** Answers the echo by which a client sees that it is served. */
  static void greet(SocketChannel peer) throws IOException {
    hear(peer);
    say(peer, "{\"id\":\"1\",\"error\":null,\"result\":[]}");
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
