package io.kvmsdk.libvirt.internal;

import com.sun.jna.Pointer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** libvirt's event loop: one for the process, on a daemon thread that lives as long. */
final class EventLoop {
  private static final Logger LOG = System.getLogger(EventLoop.class.getName());

  /** Long enough for any iteration: nothing but this adapter's own, quick functions runs in it. */
  private static final int ITERATION_SECONDS = 2;

  /** Never collected, so that libvirt always meets it; its opaque pointer is a waiter's number. */
  private static final LibvirtApi.TimeoutFunction TIMEOUT = EventLoop::onTimeout;

  private static final ConcurrentMap<Long, Runnable> WAITING = new ConcurrentHashMap<>();
  private static final AtomicLong NUMBERS = new AtomicLong(1);

  private EventLoop() {}

  static void start(LibvirtApi api) {
    Thread loop = new Thread(() -> run(api), "kvmsdk-libvirt-events");
    loop.setDaemon(true);
    loop.start();
  }

  private static void run(LibvirtApi api) {
    while (api.virEventRunDefaultImpl() == 0) {}
    LOG.log(Level.ERROR, "libvirt's event loop has failed: no more events, and no keepalive");
  }

  /**
   * Waits until the loop is done with what it was about. While it delivers an event, it holds the
   * event's connection; closed in that moment, a connection would be freed by the loop, which then
   * might hang on a silent host, and every other connection with it.
   */
  static void settle(LibvirtApi api) {
    CountDownLatch passed = new CountDownLatch(1);
    long number = NUMBERS.getAndIncrement();
    WAITING.put(number, passed::countDown);
    int timer = api.virEventAddTimeout(0, TIMEOUT, new Pointer(number), null);
    try {
      if (!passed.await(ITERATION_SECONDS, TimeUnit.SECONDS)) {
        LOG.log(Level.WARNING, "libvirt's event loop is stuck");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      WAITING.remove(number);
      api.virEventRemoveTimeout(timer);
    }
  }

  private static void onTimeout(int timer, Pointer opaque) {
    Runnable waiter = WAITING.get(Pointer.nativeValue(opaque));
    if (waiter != null) {
      waiter.run();
    }
  }
}
