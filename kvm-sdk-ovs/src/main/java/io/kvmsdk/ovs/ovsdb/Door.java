package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A port where servers call (ovsdb(7), {@code ptcp} and {@code pssl}). Each caller has a thread and
 * a time of its own to show that it is a server; one that is silent, or talks nonsense, holds up
 * nobody else. When there are too many of those, who has been so for longest is sent away.
 */
final class Door implements AutoCloseable {
  /** How many callers there may be of whom nothing is known. */
  static final int MOST_STRANGERS = 32;

  private static final System.Logger LOG = System.getLogger(Door.class.getName());

  private final OvsdbOptions options;
  private final Function<JsonRpcConnection, Runnable> host;
  private final Consumer<KvmException> refusals;
  private final ServerSocketChannel listener;
  private final OvsdbEndpoint.Passive endpoint;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition closing = lock.newCondition();
  private final Deque<Closeable> strangers = new ArrayDeque<>();
  private boolean closed;

  /**
   * Listens.
   *
   * @param host takes a server in, or throws; what it gives runs when the server is no stranger any
   *     more, and may take its time
   * @param refusals is told why somebody was sent away
   */
  Door(
      OvsdbOptions options,
      Function<JsonRpcConnection, Runnable> host,
      Consumer<KvmException> refusals) {
    OvsdbEndpoint.Passive wanted = (OvsdbEndpoint.Passive) options.endpoints().get(0);
    this.options = options;
    this.host = host;
    this.refusals = refusals;
    try {
      listener = listen(wanted);
    } catch (IOException e) {
      throw new ConnectionLostException(
          Subject.of("OVSDB port", wanted),
          "cannot listen: " + e.getMessage(),
          "Choose a port that is free, and an address of this machine",
          e);
    }
    int port = listener.socket().getLocalPort();
    this.endpoint =
        wanted instanceof OvsdbEndpoint.Ptcp
            ? new OvsdbEndpoint.Ptcp(port, wanted.address())
            : new OvsdbEndpoint.Pssl(port, wanted.address());
    JsonRpcConnection.daemon(this::acceptAll, "kvmsdk-ovsdb-door " + endpoint).start();
  }

  private static ServerSocketChannel listen(OvsdbEndpoint.Passive at) throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open();
    try {
      return listener.bind(
          at.address().isEmpty()
              ? new InetSocketAddress(at.port())
              : Sockets.resolve(at.address(), at.port()));
    } catch (IOException e) {
      listener.close();
      throw e;
    }
  }

  /** Where it listens; the port is never 0. */
  OvsdbEndpoint.Passive endpoint() {
    return endpoint;
  }

  private void acceptAll() {
    while (listener.isOpen()) {
      try {
        SocketChannel caller = listener.accept();
        letIn(caller);
        JsonRpcConnection.daemon(() -> meet(caller), "kvmsdk-ovsdb-caller " + endpoint).start();
      } catch (IOException e) { // closed, or there are too many open files
        breathe(e);
      }
    }
  }

  private void breathe(IOException e) {
    Deadline next = Deadline.in(Duration.ofMillis(100));
    lock.lock();
    try {
      if (!closed) {
        LOG.log(System.Logger.Level.WARNING, "nobody can call " + endpoint, e);
      }
      while (!closed && next.left() > 0) {
        closing.awaitNanos(next.left());
      }
    } catch (InterruptedException interrupted) {
      Sockets.close(listener);
    } finally {
      lock.unlock();
    }
  }

  private void letIn(SocketChannel caller) {
    lock.lock();
    try {
      strangers.add(caller);
      if (strangers.size() > MOST_STRANGERS) {
        Sockets.close(strangers.remove());
      }
      if (closed) {
        Sockets.close(caller);
      }
    } finally {
      lock.unlock();
    }
  }

  private void meet(SocketChannel caller) {
    Subject subject = Subject.of("OVSDB server", endpoint + " called by " + address(caller));
    Runnable then = () -> {};
    try {
      then = greet(subject, caller);
    } catch (IOException e) {
      refuse(caller, failure(subject, e));
    } catch (KvmException e) {
      refuse(caller, e);
    } catch (RuntimeException e) {
      refuse(caller, new KvmException(subject, "a caller could not be met: " + e, "", e));
    } finally {
      forget(caller);
    }
    then.run();
  }

  private Runnable greet(Subject subject, SocketChannel caller) throws IOException {
    caller.setOption(StandardSocketOptions.TCP_NODELAY, true);
    ByteChannel channel =
        endpoint instanceof OvsdbEndpoint.Ptcp
            ? caller
            : TlsChannel.accept(
                caller.socket(), options.tls().orElseThrow(), options.connectTimeout());
    JsonRpcConnection connection = JsonRpcConnection.withStranger(subject, channel, options);
    try {
      connection.call("echo", List.of(), options.connectTimeout());
      return host.apply(connection);
    } catch (RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private static KvmException failure(Subject subject, IOException e) {
    return TlsFailure.isOne(e)
        ? TlsFailure.of(subject, e)
        : new ConnectionLostException(subject, "it hung up: " + e.getMessage(), "", e);
  }

  private void refuse(SocketChannel caller, KvmException why) {
    Sockets.close(caller);
    LOG.log(System.Logger.Level.DEBUG, "sent away: {0}", why);
    refusals.accept(why);
  }

  private static String address(SocketChannel caller) {
    try {
      InetSocketAddress from = (InetSocketAddress) caller.getRemoteAddress();
      return new HostAndPort(from.getAddress().getHostAddress(), from.getPort()).toString();
    } catch (IOException gone) {
      return "nobody";
    }
  }

  private void forget(SocketChannel caller) {
    lock.lock();
    try {
      strangers.remove(caller);
    } finally {
      lock.unlock();
    }
  }

  /** Sends strangers away, too; who was taken in stays. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      Sockets.close(listener);
      strangers.forEach(Sockets::close);
      closing.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
