package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Where one server stands that has called, until its session needs it. While it lives nobody takes
 * its place, be it by mistake or not; when it hangs up, it is the next one's.
 */
final class Doorstep implements Source {
  private final Subject subject;
  private final OvsdbOptions options;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private JsonRpcConnection last;
  private boolean waiting;
  private boolean closed;
  private KvmException refusal;

  Doorstep(Subject subject, OvsdbOptions options) {
    this.subject = subject;
    this.options = options;
  }

  /**
   * Puts a caller there; asks the one that was there before whether it lives, as its line may have
   * been cut without a word.
   *
   * @throws ConflictException if that one answers
   */
  void offer(JsonRpcConnection caller) {
    JsonRpcConnection old = last();
    if (old != null && old.answers(options.connectTimeout())) {
      throw another(old, caller);
    }
    lock.lock();
    try {
      if (closed) {
        throw new ConnectionLostException(subject, "this client was closed", "");
      }
      if (last != old) {
        throw another(last, caller);
      }
      caller.trust();
      last = caller;
      waiting = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (old != null) {
      old.end(new IOException("it calls anew"));
    }
  }

  private static ConflictException another(JsonRpcConnection old, JsonRpcConnection caller) {
    return new ConflictException(
        caller.subject(),
        "it calls as " + old.subject().name() + " does, which is still there",
        "Give each switch its own external_ids:system-id, and a port or an OvsdbListener");
  }

  /** Somebody called, who will not do. */
  void refused(KvmException why) {
    lock.lock();
    try {
      refusal = why;
    } finally {
      lock.unlock();
    }
  }

  private JsonRpcConnection last() {
    lock.lock();
    try {
      return last;
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void connect(JsonRpcConnection.Listener listener, Consumer<JsonRpcConnection> use) {
    JsonRpcConnection caller = take(Deadline.in(options.connectTimeout()));
    caller.belongTo(listener);
    Connector.introduce(caller, options, use);
  }

  private JsonRpcConnection take(Deadline deadline) {
    lock.lock();
    try {
      while (!waiting || !last.isOpen()) {
        if (closed || deadline.left() <= 0) {
          throw noAnswer(deadline.allowed());
        }
        changed.awaitNanos(deadline.left());
      }
      waiting = false;
      return last;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException(subject, "waiting for a call was interrupted", "", e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public ConnectionLostException noAnswer(Duration within) {
    lock.lock();
    try {
      String last =
          refusal == null
              ? ""
              : "; the last who tried, " + refusal.subject().name() + ": " + refusal.problem();
      return new ConnectionLostException(
          subject,
          "no server has called within " + within + last,
          "See ovs-vsctl get-manager there, and is_connected and status in the table Manager",
          refusal);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean isCalled() {
    return true;
  }

  @Override
  public void close() {
    JsonRpcConnection unused;
    lock.lock();
    try {
      closed = true;
      unused = waiting ? last : null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (unused != null) {
      unused.close();
    }
  }
}
