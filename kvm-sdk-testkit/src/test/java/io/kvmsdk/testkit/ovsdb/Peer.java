package io.kvmsdk.testkit.ovsdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A client that does nothing by itself: it says what a test says, and shows what comes. */
final class Peer implements AutoCloseable {
  private final SocketChannel channel;
  private final JsonFrames frames = new JsonFrames();
  private final Deque<Map<?, ?>> arrived = new ArrayDeque<>();
  private final List<Map<?, ?>> notifications = new ArrayList<>();
  private long id;

  /** Whom a server has called. */
  Peer(SocketChannel called) {
    channel = called;
  }

  Peer(String endpoint) {
    try {
      String address = endpoint.substring(endpoint.indexOf(':') + 1);
      boolean unix = endpoint.startsWith("unix:");
      int port = unix ? 0 : Integer.parseInt(address.substring(address.indexOf(':') + 1));
      SocketAddress at =
          unix ? UnixDomainSocketAddress.of(address) : new InetSocketAddress("127.0.0.1", port);
      channel =
          SocketChannel.open(unix ? StandardProtocolFamily.UNIX : StandardProtocolFamily.INET);
      channel.connect(at);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void say(String text) {
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a request, and returns its id. */
  long send(String method, Object... params) {
    say(JsonWriter.write(Messages.request(++id, method, Arrays.asList(params))));
    return id;
  }

  /** The reply to a request; what comes before it is kept for {@link #notifications}. */
  Map<?, ?> call(String method, Object... params) {
    long sent = send(method, params);
    for (Map<?, ?> message = next(); message != null; message = next()) {
      if (Objects.equals(message.get("id"), sent) && !message.containsKey("method")) {
        return message;
      }
      notifications.add(message);
    }
    throw new AssertionError("the server closed the connection instead of answering " + method);
  }

  Object result(String method, Object... params) {
    Map<?, ?> reply = call(method, params);
    if (reply.get("error") != null) {
      throw new AssertionError(method + " failed: " + reply);
    }
    return reply.get("result");
  }

  /** The results of a transaction, whose operations are written in JSON. */
  List<?> transact(String database, String operations) {
    List<Object> params = new ArrayList<>(List.of(database));
    params.addAll((List<?>) JsonReader.read(operations));
    return (List<?>) result("transact", params.toArray());
  }

  /** The next message, or null once the server has closed the connection. */
  Map<?, ?> next() {
    try {
      ByteBuffer buffer = ByteBuffer.allocate(65536);
      while (arrived.isEmpty()) {
        if (channel.read(buffer.clear()) < 0) {
          return null;
        }
        for (String text : frames.take(buffer.flip())) {
          arrived.add((Map<?, ?>) JsonReader.read(text));
        }
      }
      return arrived.remove();
    } catch (IOException e) {
      return null;
    }
  }

  /** What came beside replies since the last time. */
  List<Map<?, ?>> notifications() {
    List<Map<?, ?>> all = List.copyOf(notifications);
    notifications.clear();
    return all;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
