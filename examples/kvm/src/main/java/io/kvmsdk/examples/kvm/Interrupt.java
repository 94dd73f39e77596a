package io.kvmsdk.examples.kvm;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Turns Ctrl-C into an interrupt of the running task. The SDK answers one by undoing what the task
 * had made, so the JVM must not end before that is done.
 */
final class Interrupt {
  private static final int SECONDS_TO_UNDO = 60;

  private Interrupt() {}

  /** Runs {@code task} on this thread; a signal to end interrupts it, and waits for its end. */
  static int onSignal(IntSupplier task) {
    Thread runner = Thread.currentThread();
    CountDownLatch done = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(runner, done), "interrupt"));
    try {
      return task.getAsInt();
    } finally {
      done.countDown();
    }
  }

  private static void stop(Thread runner, CountDownLatch done) {
    if (done.getCount() == 0) {
      return;
    }
    runner.interrupt();
    try {
      done.await(SECONDS_TO_UNDO, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
