package io.kvmsdk.libvirt.internal;

import com.sun.jna.Platform;
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

  /**
   * Long enough for any iteration, also on a machine that stands still for a while: nothing but
   * this adapter's own, quick functions runs in it.
   */
  private static final int ITERATION_SECONDS = 5;

  /** Never collected, so that libvirt always meets it; its opaque pointer is a waiter's number. */
  private static final LibvirtApi.TimeoutFunction TIMEOUT = EventLoop::onTimeout;

  private static final ConcurrentMap<Long, Runnable> WAITING = new ConcurrentHashMap<>();
  private static final AtomicLong NUMBERS = new AtomicLong(1);

  private EventLoop() {}

  /** Before the first connection, or that has neither events nor keepalive. */
  static void start(LibvirtApi api) {
    run(Platform.isLinux() ? ours() : libvirts(api));
  }

  private static Runnable ours() {
    EpollLoop loop = new EpollLoop();
    loop.register();
    return loop::run;
  }

  /** Where there is no epoll, it does as well, only slower. */
  static Runnable libvirts(LibvirtApi api) {
    if (api.virEventRegisterDefaultImpl() < 0) {
      throw new IllegalStateException("libvirt could not make its event loop");
    }
    return () -> {
      while (api.virEventRunDefaultImpl() == 0) {}
    };
  }

  static void run(Runnable iterations) {
    Thread loop =
        new Thread(
            () -> {
              iterations.run();
              LOG.log(Level.ERROR, "the event loop has failed: no more events, and no keepalive");
            },
            "kvmsdk-libvirt-events");
    loop.setDaemon(true);
    loop.start();
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
      if (!await(passed)) {
        LOG.log(Level.WARNING, "libvirt's event loop is stuck");
      }
    } finally {
      WAITING.remove(number);
      api.virEventRemoveTimeout(timer);
    }
  }

  /** An interrupt asks nobody to leave a connection to the loop, and is put off. */
  private static boolean await(CountDownLatch passed) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(ITERATION_SECONDS);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return passed.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void onTimeout(int timer, Pointer opaque) {
    Runnable waiter = WAITING.get(Pointer.nativeValue(opaque));
    if (waiter != null) {
      waiter.run();
    }
  }
}
