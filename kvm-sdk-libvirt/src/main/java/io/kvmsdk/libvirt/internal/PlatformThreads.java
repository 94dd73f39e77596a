package io.kvmsdk.libvirt.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Where native calls run: on the calling thread, or on one of a few platform threads if the caller
 * is virtual. A virtual thread may change its carrier between a call and the reading of its error,
 * which libvirt keeps for each carrier, and it would pin the carrier for the whole of a call.
 *
 * <p>A native call does not notice an interrupt. The flag stays set, for whoever looks next.
 */
final class PlatformThreads {
  private static final int MAX_THREADS = 16;
  private static final MethodHandle IS_VIRTUAL = isVirtual();
  private static final ThreadPoolExecutor POOL = pool();

  /** As many as are allowed at once, which their connection sees to. */
  private static final ThreadPoolExecutor LONG_CALLS = longCalls();

  private PlatformThreads() {}

  static <T> T call(Supplier<T> nativeCall) {
    return onVirtualThread() ? await(POOL.submit(nativeCall::get)) : nativeCall.get();
  }

  /** As {@link #call}; such calls leave the few threads of that one free. */
  static <T> T longCall(Supplier<T> nativeCall) {
    return onVirtualThread() ? await(LONG_CALLS.submit(nativeCall::get)) : nativeCall.get();
  }

  private static <T> T await(Future<T> result) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return result.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw asThrown(e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static RuntimeException asThrown(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    return (RuntimeException) thrown;
  }

  private static boolean onVirtualThread() {
    try {
      return IS_VIRTUAL != null && (boolean) IS_VIRTUAL.invokeExact(Thread.currentThread());
    } catch (Throwable e) {
      throw new AssertionError("Thread.isVirtual throws nothing", e);
    }
  }

  /** {@code Thread.isVirtual}, which came with Java 21; null before. */
  private static MethodHandle isVirtual() {
    try {
      return MethodHandles.publicLookup()
          .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
    } catch (NoSuchMethodException e) {
      return null;
    } catch (IllegalAccessException e) {
      throw new AssertionError("Thread.isVirtual is public", e);
    }
  }

  private static ThreadPoolExecutor pool() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            MAX_THREADS, MAX_THREADS, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
    pool.allowCoreThreadTimeOut(true);
    pool.setThreadFactory(work -> thread(work, "kvmsdk-libvirt-call"));
    return pool;
  }

  private static ThreadPoolExecutor longCalls() {
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        5,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        work -> thread(work, "kvmsdk-libvirt-long-call"));
  }

  private static Thread thread(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }
}
