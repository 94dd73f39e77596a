package io.kvmsdk.provision;

import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Jobs on some threads of their own; as soon as one fails the others are interrupted. */
final class SideBySide {
  private final int threads;

  SideBySide(int threads) {
    this.threads = threads;
  }

  /** What the jobs give, in their order. None of them goes on once this returns or throws. */
  <T> List<T> run(List<Supplier<T>> jobs) {
    ExecutorService pool = Executors.newFixedThreadPool(threads, SideBySide::thread);
    try {
      CompletionService<T> running = new ExecutorCompletionService<>(pool);
      List<Future<T>> futures = jobs.stream().map(j -> running.submit(j::get)).toList();
      for (int left = jobs.size(); left > 0; left--) {
        running.take().get();
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return List.copyOf(results);
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException(Subject.NONE, "the plan was interrupted", "", e);
    } finally {
      end(pool);
    }
  }

  private static Thread thread(Runnable job) {
    Thread thread = new Thread(job, "kvmsdk-plan");
    thread.setDaemon(true);
    return thread;
  }

  private static RuntimeException rethrown(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return (RuntimeException) failure;
  }

  /** Waits for all jobs, also while interrupted: what they go on making could not be undone. */
  private static void end(ExecutorService pool) {
    pool.shutdownNow();
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = pool.awaitTermination(1, TimeUnit.DAYS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
