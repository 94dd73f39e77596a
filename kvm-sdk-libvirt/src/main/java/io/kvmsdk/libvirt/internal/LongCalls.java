package io.kvmsdk.libvirt.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The calls of one connection that take minutes, each on a thread of its own, so that the caller
 * can look at how they get on. How many are made at once is {@link Connection#longCall}'s matter.
 */
final class LongCalls {
  private final Connection connection;
  private final EventPacer pacer;
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), LongCalls::thread);

  LongCalls(Connection connection, EventPacer pacer) {
    this.connection = connection;
    this.pacer = pacer;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "kvmsdk-libvirt-long-call");
    thread.setDaemon(true);
    return thread;
  }

  /** Begins {@code call}; whoever pauses is woken at its end. */
  <T> CompletableFuture<T> begin(Supplier<T> call) {
    CompletableFuture<T> result =
        CompletableFuture.supplyAsync(() -> connection.longCall(call), threads);
    result.whenComplete((value, failure) -> pacer.changed());
    return result;
  }
}
