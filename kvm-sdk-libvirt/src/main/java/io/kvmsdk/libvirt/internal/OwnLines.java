package io.kvmsdk.libvirt.internal;

import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.Subject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Lines of their own for the calls that take long, for transfers, and for calls that come while
 * another is made, made when they are first needed, each for one at a time. libvirt 9.0's client
 * forgets now and then to wake the thread that waits on a connection for one call when another is
 * to be sent, which then waits for the next keepalive; and a daemon with five of a client's calls
 * under way reads nothing more from it.
 */
final class OwnLines implements AutoCloseable {
  /** Calls under way: a daemon has 20 workers for all of its clients. Transfers hold none. */
  static final int JOBS = 12;

  /** The same of those that guests answer. */
  static final int GUESTS = 4;

  /** The same of short ones that come while another is made. */
  static final int SHORT = 4;

  /** More than these are closed once nobody needs them. */
  private static final int KEPT = 4;

  private final Subject subject;
  private final Supplier<Line> opening;
  private final Semaphore room;
  private final Deque<Line> idle = new ArrayDeque<>();
  private final Set<Line> busy = new HashSet<>();
  private boolean closed;

  /**
   * @param most calls under way; transfers do not count
   */
  OwnLines(Subject subject, int most, Supplier<Line> opening) {
    this.subject = subject;
    this.room = new Semaphore(most, true);
    this.opening = opening;
  }

  <T> T call(Supplier<T> work) {
    acquire();
    return call(leaseInRoom(), work);
  }

  /**
   * As {@link #call}, for short calls, which no interrupt keeps from being made.
   *
   * @param taken the link that had no room: who waits here, waits on it, too
   * @throws ConnectionLostException if that is lost before there is room
   */
  <T> T callBeside(Link taken, Supplier<T> work) {
    boolean interrupted = Thread.interrupted();
    try {
      LinkLease lease = leaseIfRoom();
      while (lease == null) {
        interrupted |= Thread.interrupted();
        if (taken.isLost()) {
          throw new ConnectionLostException(
              subject, "it was lost while a call waited for its turn", Line.REMEDY);
        }
        lease = leaseIfRoom();
      }
      return call(lease, work);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private <T> T call(LinkLease lease, Supplier<T> work) {
    try (lease) {
      return lease.link().longCall(work);
    } finally {
      room.release();
    }
  }

  /** Null if there is no room yet, or if this thread was interrupted before it had a link. */
  private LinkLease leaseIfRoom() {
    try {
      return room.tryAcquire(1, TimeUnit.SECONDS) ? leaseInRoom() : null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    } catch (CancelledException e) {
      if (Thread.currentThread().isInterrupted()) {
        return null;
      }
      throw e;
    }
  }

  /** A link for the room that was acquired, which is given back if there is none. */
  private LinkLease leaseInRoom() {
    try {
      return lease();
    } catch (RuntimeException | Error e) {
      room.release();
      throw e;
    }
  }

  /** A link of a line that nobody else has, for as long as its caller likes. */
  LinkLease lease() {
    Line line = take();
    try {
      Link link = line.enter();
      return new LinkLease(
          link,
          () -> {
            link.leave();
            giveBack(line);
          });
    } catch (RuntimeException | Error e) {
      giveBack(line);
      throw e;
    }
  }

  private void acquire() {
    try {
      room.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException(
          subject, "waiting for other calls to end was interrupted", "", e);
    }
  }

  private synchronized Line take() {
    if (closed) {
      throw new ConflictException(subject, "it has been closed", "Connect again");
    }
    Line line = idle.isEmpty() ? opening.get() : idle.pop();
    busy.add(line);
    return line;
  }

  private void giveBack(Line line) {
    if (!kept(line)) {
      line.close();
    }
  }

  private synchronized boolean kept(Line line) {
    busy.remove(line);
    if (closed || idle.size() == KEPT) {
      return false;
    }
    idle.push(line);
    return true;
  }

  @Override
  public void close() {
    List<Line> open;
    synchronized (this) {
      closed = true;
      busy.addAll(idle);
      open = List.copyOf(busy);
    }
    open.forEach(Line::close);
  }
}
