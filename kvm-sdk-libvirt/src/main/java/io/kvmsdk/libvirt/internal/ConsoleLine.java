package io.kvmsdk.libvirt.internal;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.kvmsdk.Pacer;
import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.ConsoleDriver;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.libvirt.jna.SizeT;
import org.libvirt.jna.StreamPointer;

/**
 * One open line, a non-blocking stream: libvirt's event loop takes what comes as soon as it is
 * there, so that no thread is held by a line, and libvirt, which would queue it without bound, has
 * nothing to queue. It keeps its connection open until it is closed.
 */
final class ConsoleLine implements ConsoleDriver.Line {
  private static final int NON_BLOCKING = 1;
  private static final int READABLE = 1;
  private static final int WRITABLE = 2;
  private static final int WOULD_BLOCK = -2;

  /** {@code VIR_NET_MESSAGE_LEGACY_PAYLOAD_MAX}: what every libvirt takes as one message. */
  private static final int BLOCK = 262_120;

  /** Longer than a daemon takes from telling that a line was taken to being done with it. */
  private static final Duration BREATH = Duration.ofMillis(100);

  /** Far longer than a daemon takes to end a line that nothing stands against. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final GuestApi.StreamFunction FUNCTION = ConsoleLine::onEvent;

  /** The event loop's own, one for all lines. */
  private static final Memory ARRIVED = new Memory(BLOCK);

  private final Connection connection;
  private final Link link;
  private final LibvirtApi api;
  private final Subject subject;
  private final Lock turn;
  private final Consumer<ConsoleLine> onCut;
  private final StreamPointer pointer;
  private final Pointer receiver;
  private final EventPacer pacer = new EventPacer();
  private final Arrivals arrivals = new Arrivals();

  /** Guards the order of what is sent. */
  private final Object sending = new Object();

  /** Native calls under way, which {@link #cut} waits for. */
  private int users;

  private boolean cut;
  private boolean writable;
  private volatile boolean broken;

  /**
   * Within the calls that look its domain up, since it must be of the same link.
   *
   * @param turn held while it is opened, and while it is ended
   */
  ConsoleLine(Connection connection, Subject subject, Lock turn, Consumer<ConsoleLine> onCut) {
    this.connection = connection;
    this.api = connection.api();
    this.subject = subject;
    this.turn = turn;
    this.onCut = onCut;
    this.link = Link.inUse();
    this.pointer = connection.check(subject, api.virStreamNew(link.pointer(), NON_BLOCKING));
    if (!link.enter()) {
      api.virStreamFree(pointer);
      throw connection.closedFailure();
    }
    this.receiver = Receivers.add(this);
    if (link.remote()) {
      link.onLoss(gone -> lost());
    }
  }

  StreamPointer pointer() {
    return pointer;
  }

  /**
   * Opens it, unless it has been closed, and begins to take what comes and has come since.
   *
   * @param opening makes libvirt's call, and throws if that fails
   */
  void open(Runnable opening) {
    turn.lock();
    try {
      use(
          () -> {
            opening.run();
            start();
            return null;
          });
    } finally {
      turn.unlock();
    }
  }

  /** Makes native calls on the stream, which nobody frees meanwhile. */
  private <T> T use(Supplier<T> calls) {
    if (!enter()) {
      throw closedFailure();
    }
    try {
      return calls.get();
    } finally {
      leave();
    }
  }

  private void start() {
    if (api.virStreamEventAddCallback(pointer, READABLE, FUNCTION, receiver, null) < 0) {
      KvmException failure = connection.failure(subject);
      throw failure instanceof ConnectionLostException
          ? failure
          : new ConflictException(
              subject,
              "it ended as soon as it was open: somebody has taken it, or the guest has stopped",
              "Open it again",
              failure);
    }
  }

  /** On libvirt's event loop, so it must be quick and must not throw. */
  private static void onEvent(Pointer stream, int events, Pointer opaque) {
    Receivers.find(opaque, ConsoleLine.class)
        .filter(ConsoleLine::enter)
        .ifPresent(line -> line.told(events));
  }

  private void told(int events) {
    try {
      happened(events);
    } finally {
      leave();
    }
  }

  private void happened(int events) {
    if ((events & WRITABLE) != 0) {
      becameWritable();
    }
    int count = 1;
    while (count > 0 && !arrivals.ended()) {
      count = api.virStreamRecv(pointer, ARRIVED, new SizeT(BLOCK));
      if (count > 0) {
        take(count);
      } else if (count == 0) {
        arrivals.end(null);
      } else if (count != WOULD_BLOCK) {
        arrivals.end(link.call(this::breach));
      }
    }
    if (arrivals.ended()) {
      // An end is an event that does not go away.
      api.virStreamEventRemoveCallback(pointer);
    }
    pacer.changed();
  }

  /** That another has taken it, the daemon says no other way than that its own end has failed. */
  private KvmException breach() {
    broken = true;
    KvmException failure = connection.failure(subject);
    return link.alive()
        ? new ConflictException(
            subject,
            "it was broken off: somebody has taken it by force, or the host's end has failed",
            "Open it again",
            failure)
        : failure;
  }

  /** libvirt tells a stream nothing of the end of its connection. */
  private void lost() {
    arrivals.end(
        new ConnectionLostException(
            subject,
            "the connection to the host was lost",
            "Open it again: the host is connected to anew"));
    becameWritable();
    pacer.changed();
  }

  /** Of a reader who is too far behind, libvirt would keep what we do not: the line is cut. */
  private void take(int count) {
    if (!arrivals.add(ARRIVED.getByteArray(0, count))) {
      arrivals.end(
          new ConflictException(
              subject,
              "nobody has read it for so long that " + Arrivals.MOST + " bytes wait; it was closed",
              "Read it as fast as the guest writes, and open it again"));
      detached(this::cut);
    }
  }

  private static void detached(Runnable work) {
    Thread thread = new Thread(work, "kvmsdk-libvirt-console");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public int receive(byte[] into, int offset, int length) {
    return arrivals.take(into, offset, length);
  }

  @Override
  public Pacer pacer() {
    return pacer;
  }

  @Override
  public void send(byte[] bytes, int offset, int length) {
    synchronized (sending) {
      arrivals.refuseEnded(subject);
      ByteBuffer rest = ByteBuffer.wrap(bytes, offset, length);
      while (rest.hasRemaining()) {
        int count = sendPart(rest);
        if (count == WOULD_BLOCK) {
          awaitWritable();
        } else {
          rest.position(rest.position() + count);
        }
      }
    }
  }

  private int sendPart(ByteBuffer rest) {
    int count = Math.min(BLOCK, rest.remaining());
    Memory part = new Memory(count);
    part.write(0, rest.array(), rest.arrayOffset() + rest.position(), count);
    return use(() -> link.call(() -> sent(api.virStreamSend(pointer, part, new SizeT(count)))));
  }

  private int sent(int result) {
    if (result < 0 && result != WOULD_BLOCK) {
      throw breach();
    }
    return result;
  }

  /** The daemon's connections always take it; drivers within this process may not. */
  private synchronized void awaitWritable() {
    writable = false;
    watch(READABLE | WRITABLE);
    try {
      while (!writable && !cut) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException(subject, "writing to it was interrupted", "", e);
    } finally {
      watch(READABLE);
    }
  }

  private void watch(int events) {
    if (!cut) {
      link.call(() -> api.virStreamEventUpdateCallback(pointer, events));
    }
  }

  private synchronized void becameWritable() {
    writable = true;
    notifyAll();
  }

  private synchronized boolean enter() {
    if (!cut) {
      users++;
    }
    return !cut;
  }

  private synchronized void leave() {
    users--;
    notifyAll();
  }

  @Override
  public void close() {
    arrivals.close(closedFailure());
    pacer.changed();
    cut();
  }

  private ConflictException closedFailure() {
    return new ConflictException(subject, "it has been closed", "Open it again");
  }

  /**
   * Ends the stream, once, and never under a native call. The daemon does so once the guest has
   * taken what was written to it, which may never be: nobody waits for longer than a moment.
   */
  private void cut() {
    if (!begunToCut()) {
      return;
    }
    Receivers.remove(receiver);
    CountDownLatch ended = new CountDownLatch(1);
    turn.lock();
    try {
      detached(() -> end(ended));
      ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      turn.unlock();
    }
  }

  private void end(CountDownLatch ended) {
    try {
      awaitUsers();
      link.call(this::abort);
    } finally {
      onCut.accept(this);
      ended.countDown();
      leaveLink();
    }
  }

  private int abort() {
    api.virStreamEventRemoveCallback(pointer);
    api.virStreamAbort(pointer);
    return api.virStreamFree(pointer);
  }

  /**
   * The last call on a link ends that. Of a line that another process is just taking, libvirt 9.0's
   * daemon may forget such a call.
   */
  private void leaveLink() {
    if (broken) {
      breathe();
    }
    link.leave();
  }

  private static void breathe() {
    try {
      new EventPacer().pause(BREATH);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether it is closed, though its daemon may not have ended it yet. */
  synchronized boolean lingers() {
    return cut;
  }

  private synchronized boolean begunToCut() {
    boolean first = !cut;
    cut = true;
    notifyAll();
    return first;
  }

  /** On a thread of our own, which nobody interrupts. */
  private synchronized void awaitUsers() {
    while (users > 0) {
      try {
        wait();
      } catch (InterruptedException e) {
        throw new AssertionError("nobody knows this thread", e);
      }
    }
  }
}
