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
import java.nio.channels.ByteChannel;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * JSON-RPC 1.0 as RFC 7047, 4 uses it: both sides may ask, and replies come in any order.
 *
 * <p>One daemon thread reads: it answers the server's own requests, and hands replies to the
 * threads that wait. Another one writes, so that a server that does not read holds nobody up. What
 * the server says unasked goes to a third, which may be slow.
 */
final class JsonRpcConnection implements AutoCloseable {
  /** What a server may probe with; its reply is as long, and waits in memory to be sent. */
  private static final int LONGEST_PROBE = 64 << 10;

  private static final String PROBE = "echo";

  /** RFC 7047, 5.2. */
  private static final Set<String> CHANGING = Set.of("insert", "update", "mutate", "delete");

  private final Subject subject;
  private final ByteChannel channel;
  private final Duration timeout;
  private final Semaphore window;
  private final AtomicLong lastId = new AtomicLong();
  private final Map<Object, CompletableFuture<Reply>> waiting = new ConcurrentHashMap<>();
  private final Outgoing outgoing = new Outgoing();
  private final Notifications notifications;
  private final Inactivity inactivity;
  private final Allowance allowance;
  private volatile Listener listener;

  /** Why the connection ended; null as long as it has not. */
  private final AtomicReference<IOException> end = new AtomicReference<>();

  private record Reply(Object result, Object error) {}

  /** Who owns a connection; is called on a thread of the connection's, in the order of events. */
  interface Listener {
    Listener NONE = new Listener() {};

    default void notified(JsonRpcConnection connection, Notification notification) {}

    default void ended(JsonRpcConnection connection) {}
  }

  /** For a connection by itself. */
  JsonRpcConnection(OvsdbEndpoint endpoint, Duration timeout) {
    this(endpoint, single(endpoint, timeout), Listener.NONE);
  }

  private static OvsdbOptions single(OvsdbEndpoint endpoint, Duration timeout) {
    return OvsdbOptions.builder()
        .addEndpoints(endpoint)
        .callTimeout(timeout)
        .connectTimeout(timeout)
        .build();
  }

  JsonRpcConnection(OvsdbEndpoint endpoint, OvsdbOptions options, Listener listener) {
    this(
        Subject.of("OVSDB server", endpoint),
        Sockets.connect(endpoint, options),
        options,
        Allowance.ofServer());
    this.listener = listener;
    start();
  }

  private JsonRpcConnection(
      Subject subject, ByteChannel channel, OvsdbOptions options, Allowance allowance) {
    this.subject = subject;
    this.channel = channel;
    this.allowance = allowance;
    this.timeout = options.callTimeout();
    this.window = new Semaphore(options.window());
    this.listener = Listener.NONE;
    this.notifications =
        new Notifications(
            "kvmsdk-ovsdb-listener " + subject.name(),
            notification -> this.listener.notified(this, notification),
            () -> this.listener.ended(this));
    this.inactivity = new Inactivity(options.probeInterval(), this::probe, this::end);
  }

  /** With somebody who calls us, who may say little until it is {@link #trust trusted}. */
  static JsonRpcConnection withStranger(Subject caller, ByteChannel channel, OvsdbOptions options) {
    JsonRpcConnection connection =
        new JsonRpcConnection(caller, channel, options, Allowance.ofStranger());
    connection.start();
    return connection;
  }

  private void start() {
    inactivity.start();
    daemon(this::writeAll, "kvmsdk-ovsdb-writer " + subject.name()).start();
    daemon(this::readAll, "kvmsdk-ovsdb-reader " + subject.name()).start();
  }

  /** The stranger is a server. */
  void trust() {
    allowance.trust();
  }

  /** Gives a connection that was nobody's an owner, who must then see whether it is open. */
  void belongTo(Listener owner) {
    listener = owner;
  }

  static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  Subject subject() {
    return subject;
  }

  boolean isOpen() {
    return end.get() == null;
  }

  /** As {@link #call(String, List, Duration)}, within the client's own time-out. */
  Object call(String method, List<?> params) {
    return call(method, params, timeout);
  }

  /**
   * Asks, and waits for the result.
   *
   * @throws OvsdbException if the server answers with an error, or not by the protocol
   * @throws OutcomeUnknownException if a transaction that changes something was sent, and no reply
   *     comes, for whatever reason; else
   * @throws ConnectionLostException if the connection is gone
   * @throws TimedOutException if no reply comes in time
   * @throws CancelledException if this thread is interrupted; the connection lives on
   */
  Object call(String method, List<?> params, Duration atMost) {
    Deadline deadline = Deadline.in(atMost);
    Object id = Long.toString(lastId.incrementAndGet());
    Outgoing.Message request = RpcText.request(method, params, id);
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    try {
      acquireWindow(deadline);
      try {
        waiting.put(id, reply);
        queue(request, deadline);
        return result(method, reply.get(deadline.left(), TimeUnit.NANOSECONDS));
      } finally {
        waiting.remove(id);
        window.release();
      }
    } catch (TimeoutException | InterruptedException | ExecutionException e) {
      boolean sent = !outgoing.withdraw(request);
      if (sent && method.equals("transact")) {
        cancel(id);
      }
      throw noReply(method, sent && changes(method, params), atMost, e);
    }
  }

  /**
   * RFC 7047, 4.1.4: so that a transaction which waits is not done when nobody waits for it any
   * more. That it is not done does not follow: a cluster says "canceled", and may do it yet.
   */
  private void cancel(Object id) {
    outgoing.offer(RpcText.request("cancel", List.of(id), null));
  }

  /** Whether it makes a difference if the call was done; so it is with these operations alone. */
  private static boolean changes(String method, List<?> params) {
    return method.equals("transact")
        && params.stream()
            .anyMatch(
                p ->
                    p instanceof Map<?, ?> operation
                        && CHANGING.contains(String.valueOf(operation.get("op"))));
  }

  private void acquireWindow(Deadline deadline) throws InterruptedException, TimeoutException {
    if (!window.tryAcquire(deadline.left(), TimeUnit.NANOSECONDS)) {
      throw new TimeoutException("all calls that may be under way are");
    }
  }

  private void queue(Outgoing.Message request, Deadline deadline)
      throws InterruptedException, TimeoutException {
    if (!outgoing.put(request, deadline)) {
      if (isOpen()) {
        throw new TimeoutException("the server takes no more requests");
      }
      throw ended();
    }
  }

  private KvmException noReply(String method, boolean maybeDone, Duration atMost, Exception why) {
    if (why instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    if (maybeDone) {
      return new OutcomeUnknownException(
          subject, "no reply to a transaction: " + cause(why, atMost), why);
    }
    if (why instanceof InterruptedException) {
      return new CancelledException(subject, "waiting for " + method + " was interrupted", "", why);
    }
    if (why instanceof TimeoutException) {
      return new TimedOutException(subject, "no reply to " + method + " within " + atMost, "", why);
    }
    return ended();
  }

  private String cause(Exception why, Duration atMost) {
    if (why instanceof InterruptedException) {
      return "waiting for it was interrupted";
    }
    return why instanceof TimeoutException ? "none came within " + atMost : ended().problem();
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
      MessageStream messages = new MessageStream(channel, allowance, inactivity::heard);
      for (Map<?, ?> m = messages.next(); m != null; m = messages.next()) {
        receive(m, messages.weight());
      }
    } catch (IOException e) {
      cause = e;
    } finally { // whatever ended it, nobody must wait on
      end(cause);
    }
  }

  private void receive(Map<?, ?> message, long weight) throws IOException {
    Object id = message.get("id");
    if (message.get("method") instanceof String method) {
      if (id != null) {
        answer(method, message.get("params"), id);
      } else if (message.get("params") instanceof List<?> params) {
        notifications.add(new Notification(method, params), weight);
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
    Outgoing.Message reply =
        RpcText.reply(echo ? params : null, echo ? null : "unknown method", id);
    if (reply.bytes.length > LONGEST_PROBE) {
      throw new ProtocolException("a probe has " + reply.bytes.length + " bytes");
    }
    if (!outgoing.offer(reply)) {
      throw new ProtocolException("the server asks, and does not read the answers");
    }
  }

  private void probe() {
    outgoing.offer(RpcText.request("echo", List.of(), PROBE));
  }

  /** Asks for a sign of life, though all calls that may be under way are. */
  boolean answers(Duration atMost) {
    CompletableFuture<Reply> reply =
        waiting.computeIfAbsent(PROBE, id -> new CompletableFuture<>());
    probe();
    try {
      return isOpen() && reply.get(Deadline.nanos(atMost), TimeUnit.NANOSECONDS) != null;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      waiting.remove(PROBE);
    }
  }

  /** Tells the listener something of our own, behind all that the server has said by now. */
  void tell(Notification own) {
    try {
      notifications.add(own, 0);
    } catch (IOException e) {
      end(e);
    }
  }

  private void writeAll() {
    try {
      while (true) {
        ByteBuffer next = ByteBuffer.wrap(outgoing.take().bytes);
        while (next.hasRemaining()) {
          channel.write(next);
        }
      }
    } catch (IOException e) { // the reader mostly hears why, if a moment later
      Inactivity.later(Duration.ofSeconds(1), () -> end(e));
    }
  }

  /** Gives the connection up; whoever waits for a reply is told why. */
  void end(IOException cause) {
    if (!end.compareAndSet(null, cause)) {
      return;
    }
    inactivity.close();
    Sockets.close(channel);
    outgoing.close();
    waiting.values().forEach(reply -> reply.completeExceptionally(cause));
    notifications.close();
  }

  /** Why the connection ended, as whoever calls is told. */
  KvmException ended() {
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
    if (TlsFailure.isOne(cause)) {
      return TlsFailure.of(subject, cause);
    }
    return new ConnectionLostException(
        subject, "the connection is gone: " + cause.getMessage(), "Connect again", cause);
  }

  @Override
  public void close() {
    end(new EOFException("this client was closed"));
  }

  @Override
  public String toString() {
    return "JsonRpcConnection[" + subject.name() + "]";
  }
}
