package io.kvmsdk.examples.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * OVSDB with nothing but a socket: requests are text made by hand, and of replies only the ends are
 * looked for. What cannot be undercut.
 */
final class RawOvsdb implements AutoCloseable {
  private final SocketChannel channel;
  private final ByteBuffer in = ByteBuffer.allocate(1 << 16);
  private int depth;
  private boolean quoted;
  private boolean escaped;

  RawOvsdb(Path socket) throws IOException {
    channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    in.limit(0);
  }

  void send(String json) throws IOException {
    ByteBuffer out = StandardCharsets.UTF_8.encode(json);
    while (out.hasRemaining()) {
      channel.write(out);
    }
  }

  /** Waits for the end of the next reply, and tells whether an error is in it. */
  boolean receive() throws IOException {
    boolean error = false;
    while (true) {
      if (!in.hasRemaining()) {
        in.clear();
        if (channel.read(in) < 0) {
          throw new EOFException("ovsdb-server has gone");
        }
        in.flip();
      }
      byte b = in.get();
      error |= quoted && b == '"' && endsWithDetails();
      if (ends(b)) {
        return error;
      }
    }
  }

  /** The member {@code details}, which only errors have. */
  private boolean endsWithDetails() {
    int end = in.position() - 1;
    return end >= 7
        && in.get(end - 7) == 'd'
        && in.get(end - 6) == 'e'
        && in.get(end - 5) == 't'
        && in.get(end - 1) == 's';
  }

  private boolean ends(byte b) {
    if (quoted) {
      quoted = escaped || b != '"';
      escaped = !escaped && b == '\\';
    } else if (b == '"') {
      quoted = true;
    } else if (b == '{') {
      depth++;
    } else if (b == '}') {
      return --depth == 0;
    }
    return false;
  }

  /** Asks, and waits for the reply. */
  void transact(String operations) throws IOException {
    send(request(operations));
    if (receive()) {
      throw new IOException("refused: " + operations);
    }
  }

  static String request(String operations) {
    return "{\"id\":1,\"method\":\"transact\",\"params\":[\"Open_vSwitch\"," + operations + "]}";
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
