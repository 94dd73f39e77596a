package io.kvmsdk.ovs.ovsdb;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands before a real server: makes it unaware of some methods, and can be cut off from it. */
final class OldServer implements AutoCloseable {
  private final Path socket;
  private final Path real;
  private final List<String> unknown;
  private final List<SocketChannel> open = new CopyOnWriteArrayList<>();
  private final List<String> said = new CopyOnWriteArrayList<>();
  private ServerSocketChannel listener;
  private volatile String[] garbled;

  OldServer(OvsdbServer server, String... unknown) throws IOException {
    this.socket = server.folder().resolve("old.sock");
    this.real = ((OvsdbEndpoint.Unix) server.unix()).socket();
    this.unknown = List.of(unknown);
    mend();
  }

  OvsdbEndpoint endpoint() {
    return new OvsdbEndpoint.Unix(socket);
  }

  /** All that the server has said to its clients. */
  String said() {
    return String.join("", said);
  }

  /** Ends all connections; there are no others until it is mended. */
  void cut() throws IOException {
    listener.close();
    Files.delete(socket);
    for (SocketChannel channel : open) {
      channel.close();
    }
  }

  void mend() throws IOException {
    ServerSocketChannel fresh = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    fresh.bind(UnixDomainSocketAddress.of(socket));
    listener = fresh;
    JsonRpcConnection.daemon(() -> acceptAll(fresh), "kvmsdk-old-server").start();
  }

  private void acceptAll(ServerSocketChannel from) {
    try {
      while (true) {
        SocketChannel client = from.accept();
        SocketChannel server = SocketChannel.open(UnixDomainSocketAddress.of(real));
        open.addAll(List.of(client, server));
        JsonRpcConnection.daemon(() -> copy(client, server, true), "kvmsdk-old-server").start();
        JsonRpcConnection.daemon(() -> copy(server, client, false), "kvmsdk-old-server").start();
      }
    } catch (IOException e) {
      // Closed: it was cut, or the test is over.
    }
  }

  private void copy(SocketChannel from, SocketChannel to, boolean requests) {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    try (from;
        to) {
      while (from.read(buffer) >= 0) {
        buffer.flip();
        ByteBuffer out = requests ? forget(buffer) : heard(buffer);
        while (out.hasRemaining()) {
          to.write(out);
        }
        buffer.clear();
      }
    } catch (IOException e) {
      // One end has gone, and the other goes with it.
    }
  }

  /** Puts other words into the server's mouth, once. */
  void garble(String words, String others) {
    garbled = new String[] {words, others};
  }

  private ByteBuffer heard(ByteBuffer replies) {
    String text = StandardCharsets.UTF_8.decode(replies.duplicate()).toString();
    said.add(text);
    String[] now = garbled;
    if (now == null || !text.contains(now[0])) {
      return replies;
    }
    garbled = null;
    return StandardCharsets.UTF_8.encode(text.replace(now[0], now[1]));
  }

  private ByteBuffer forget(ByteBuffer requests) {
    String text = StandardCharsets.UTF_8.decode(requests).toString();
    for (String method : unknown) {
      text = text.replace("\"method\":\"" + method + "\"", "\"method\":\"forgotten\"");
    }
    return StandardCharsets.UTF_8.encode(text);
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
