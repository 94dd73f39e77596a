package io.kvmsdk.ovs.ovsdb;

import com.fasterxml.jackson.core.JacksonException;
import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.TimedOutException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * JSON-RPC 1.0 as RFC 7047, 4 uses it: both sides may ask, and replies come in any order.
 *
 * <p>One daemon thread reads: it answers the server's own requests, and hands replies to the
 * threads that wait. Another one writes, so that a server that does not read holds nobody up.
 */
final class JsonRpcConnection implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(JsonRpcConnection.class.getName());

  private static final int MOST_UNSENT = 64;

  /** What a server may probe with; its reply is as long, and waits in memory to be sent. */
  private static final int LONGEST_PROBE = 64 << 10;

  private final Subject subject;
  private final SocketChannel channel;
  private final Duration timeout;
  private final AtomicLong lastId = new AtomicLong();
  private final Map<Object, CompletableFuture<Reply>> waiting = new ConcurrentHashMap<>();
  private final BlockingQueue<ByteBuffer> outgoing = new ArrayBlockingQueue<>(MOST_UNSENT);
  private final Thread writer;

  /** Why the connection ended; null as long as it has not. */
  private final AtomicReference<IOException> end = new AtomicReference<>();

  private record Reply(Object result, Object error) {}

  JsonRpcConnection(OvsdbEndpoint endpoint, Duration timeout) {
    this.subject = Subject.of("OVSDB server", endpoint);
    this.timeout = timeout;
    this.channel = Sockets.connect(endpoint, timeout);
    this.writer = daemon(this::writeAll, "kvmsdk-ovsdb-writer " + endpoint);
    writer.start();
    daemon(this::readAll, "kvmsdk-ovsdb-reader " + endpoint).start();
  }

  private static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  Subject subject() {
    return subject;
  }

  /**
   * Asks, and waits for the result.
   *
   * @throws OvsdbException if the server answers with an error, or not by the protocol
   */
  Object call(String method, List<?> params) {
    Object id = Long.toString(lastId.incrementAndGet());
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    waiting.put(id, reply);
    try {
      byte[] request = Json.write(message("method", method, "params", params, "id", id));
      if (end.get() != null) {
        throw ended();
      }
      long deadline = System.nanoTime() + timeout.toNanos();
      if (!outgoing.offer(ByteBuffer.wrap(request), timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new TimeoutException("the server takes no more requests");
      }
      return result(method, reply.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      throw new TimedOutException(subject, "no reply to " + method + " within " + timeout, "", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException(subject, "waiting for " + method + " was interrupted", "", e);
    } catch (ExecutionException e) {
      throw ended();
    } finally {
      waiting.remove(id);
    }
  }

  private Object result(String method, Reply reply) {
    if (reply.error() == null) {
      return reply.result();
    }
    String error = reply.error().toString();
    String details = "";
    if (reply.error() instanceof Map<?, ?> object) { // RFC 7047, 3.1: <error>
      error = String.valueOf(object.get("error"));
      details = object.get("details") == null ? "" : ": " + object.get("details");
    }
    throw new OvsdbException(subject, error, method + " failed: " + error + details, null);
  }

  private void readAll() {
    IOException cause = new EOFException("the server closed it");
    try {
      MessageStream messages = new MessageStream(channel);
      for (Map<?, ?> m = messages.next(); m != null; m = messages.next()) {
        receive(m);
      }
    } catch (IOException e) {
      cause = e;
    } finally { // whatever ended it, nobody must wait on
      end(cause);
    }
  }

  private void receive(Map<?, ?> message) throws IOException {
    Object id = message.get("id");
    if (message.get("method") instanceof String method) {
      if (id != null) { // a notification has none, and gets no answer
        answer(method, message.get("params"), id);
      }
    } else if (id != null && (message.containsKey("result") || message.containsKey("error"))) {
      // RFC 7047, 4 wants both members; ovsdb-server 3.1 leaves the result out of an error.
      CompletableFuture<Reply> reply = waiting.get(id);
      if (reply != null) { // else it comes after its call has given up
        reply.complete(new Reply(message.get("result"), message.get("error")));
      }
    } else {
      throw new ProtocolException(
          "a message is neither a request nor a reply: " + message.keySet());
    }
  }

  /**
   * RFC 7047, 4.1.11: an echo, by which a server probes an idle client, is sent back as it came.
   */
  private void answer(String method, Object params, Object id) throws ProtocolException {
    boolean echo = method.equals("echo");
    byte[] reply =
        Json.write(
            message(
                "result", echo ? params : null, "error", echo ? null : "unknown method", "id", id));
    if (reply.length > LONGEST_PROBE) {
      throw new ProtocolException("a probe has " + reply.length + " bytes");
    }
    if (!outgoing.offer(ByteBuffer.wrap(reply))) {
      throw new ProtocolException("the server asks, and does not read the answers");
    }
  }

  private static Map<String, Object> message(Object... members) {
    Map<String, Object> message = new LinkedHashMap<>();
    for (int i = 0; i < members.length; i += 2) {
      message.put((String) members[i], members[i + 1]);
    }
    return message;
  }

  private void writeAll() {
    try {
      while (true) {
        ByteBuffer next = outgoing.take();
        while (next.hasRemaining()) {
          channel.write(next);
        }
      }
    } catch (IOException e) {
      end(e);
    } catch (InterruptedException e) {
      LOG.log(System.Logger.Level.DEBUG, "the connection to {0} has ended", subject);
    }
  }

  private void end(IOException cause) {
    end.compareAndSet(null, cause);
    try {
      channel.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "closing the connection to " + subject, e);
    }
    writer.interrupt();
    outgoing.clear(); // lets go of those who wait for room in it
    waiting.values().forEach(reply -> reply.completeExceptionally(end.get()));
  }

  private KvmException ended() {
    IOException cause = end.get();
    if (cause instanceof ProtocolException
        || cause instanceof JacksonException
        || cause instanceof CharacterCodingException) {
      return new OvsdbException(
          subject,
          OvsdbException.PROTOCOL_VIOLATION,
          "the peer does not speak RFC 7047: " + cause.getMessage(),
          cause);
    }
    return new ConnectionLostException(
        subject, "the connection is gone: " + cause.getMessage(), "Connect again", cause);
  }

  @Override
  public void close() {
    end(new EOFException("this client was closed"));
  }
}
